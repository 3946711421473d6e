public import PythonSandbox
public import SequentialExecution

/// How a language model makes instructions.
public struct ModelSynthesisOptions: Sendable, Equatable {
    /// Filters and prompts, as for functions that are told offline; worked solutions are not made.
    public var pipeline = InstructionPipeline.Options()
    public var limits = ExecutionLimits()
    /// Functions at least this alike to an earlier one are left out; above 1 none are.
    public var nearDuplicates = 0.95
    /// Whether each function is made harder once.
    public var evolves = false
    /// How many instructions are taken, evenly over the intervals of complexity; nil takes all.
    public var sample: Int?
    /// Decides on the sample.
    public var seed: UInt64 = 1
    /// The scores that the intervals cover, and how many there are.
    public var histogram: ClosedRange<Double> = 0...200
    public var histogramBins = 20
    /// 0 takes the most probable token each time. Some hosted models take nothing but 1.
    public var temperature = 1.0
    /// Most new tokens of an answer; nil leaves it to the service.
    public var maximumTokens: Int?
    /// Answers that are asked for where one cannot be used, each time with what was wrong.
    public var turns = 3

    public init() {}
}
