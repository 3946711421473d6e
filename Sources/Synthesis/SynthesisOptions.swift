public import PythonSandbox
public import SequentialExecution

/// How instructions are made, and what is written beside them.
public struct SynthesisOptions: Sendable, Equatable {
    public var pipeline = InstructionPipeline.Options()
    public var limits = ExecutionLimits()
    /// Functions at least this alike to an earlier one are left out; above 1 none are.
    public var nearDuplicates = 0.95
    /// The scores that the histogram covers.
    public var histogram: ClosedRange<Double> = 0...200
    public var histogramBins = 20
    /// Whether rows keep their worked solutions; they go into the warm-up data in any case.
    public var solutionsInRows = false
    /// Whether a function without cases is written with its description alone; otherwise it is left out.
    public var describesWithoutCases = false

    public init() {}
}
