import Foundation
public import PythonSandbox
public import SequentialExecution

/// What is done with one function, on one worker.
struct FunctionJob {
    /// Drafts that are drawn for one place, and those of the wanted split and complexity among them that are tried, before it is given up.
    static let draws = 600
    static let drafts = 60
    /// Times that a place may get a function which is there already.
    static let attempts = 100

    let options: SynthesisOptions
    private let pipeline: InstructionPipeline

    init(options: SynthesisOptions, worker: PythonWorker) {
        self.options = options
        pipeline = InstructionPipeline(worker: worker, options: options.pipeline, limits: options.limits)
    }

    /// - Throws: `PythonSandboxError` where the worker fails; what is wrong with the function is a rejection.
    func result(of entry: FunctionEntry) throws -> FunctionResult {
        do {
            guard let cases = entry.cases else {
                guard options.describesWithoutCases else { return FunctionResult(taskID: entry.taskID, rejection: "no test cases") }
                return FunctionResult(taskID: entry.taskID, told: try pipeline.tell(entry.source, taskID: entry.taskID))
            }
            let made = try pipeline.instructions(taskID: entry.taskID, source: entry.source, cases: cases)
            var result = FunctionResult(taskID: entry.taskID, made, solutionsInRows: options.solutionsInRows)
            result.fingerprint = FunctionFingerprint(of: entry.source)  // before it gets counters, which differ from name to name
            return result
        } catch let rejection as InstructionPipeline.Rejection {
            return FunctionResult(taskID: entry.taskID, rejection: rejection.reason)
        } catch let error as SequentialExecutionError {
            return FunctionResult(taskID: entry.taskID, rejection: error.localizedDescription)
        } catch let error as PythonSandboxError {
            guard case .invalidSource = error else { throw error }
            return FunctionResult(taskID: entry.taskID, rejection: error.localizedDescription)
        }
    }

    /// A generated function of an interval; a rejection where none was found.
    ///
    /// - Parameter attempt: how often an earlier result was turned down, so that another one comes now.
    func generated(_ plan: GenerationPlan, in interval: Range<Double>, slot: Int, attempt: Int) throws -> FunctionResult {
        switch try drafted(plan, in: interval, slot: slot, attempt: attempt) {
        case .success(let found): FunctionResult(taskID: found.taskID, found.made, solutionsInRows: options.solutionsInRows)
        case .failure(let rejection): FunctionResult(taskID: "", rejection: rejection.reason)
        }
    }

    typealias Drafted = Result<(taskID: String, made: InstructionPipeline.Made), InstructionPipeline.Rejection>

    /// The same before it is made ready to be written.
    func drafted(_ plan: GenerationPlan, in interval: Range<Double>, slot: Int, attempt: Int) throws -> Drafted {
        let range = "a score from \(interval.lowerBound) to \(interval.upperBound)"
        guard attempt < Self.attempts else {
            return .failure(.init(reason: "nothing found: no function with \(range) that is not there already"))
        }
        var reasons: [String: Int] = [:]
        var tried = 0
        for number in 0..<Self.draws where tried < Self.drafts {
            let stream = slot * 1_000_000 + attempt * Self.draws + number
            let draft = FunctionGenerator.draft(
                in: interval, of: plan.vocabulary, cases: plan.cases, trackers: options.pipeline.trackerLimit, seed: plan.seed,
                stream: stream)
            guard let draft else { continue }
            if let split = plan.split, DataSplit.of(PythonPrinter.source(of: draft.function)) != split { continue }
            tried += 1
            do {
                return .success(
                    (draft.taskID, try pipeline.instructions(taskID: draft.taskID, function: draft.function, cases: draft.cases)))
            } catch let rejection as InstructionPipeline.Rejection {
                reasons[SynthesisSummary.sort(of: rejection.reason), default: 0] += 1
            } catch let error as SequentialExecutionError {
                reasons[error.localizedDescription, default: 0] += 1
            }
        }
        let most = reasons.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return .failure(.init(reason: "nothing found: no function with \(range)" + (most.map { "; mostly: \($0)" } ?? "")))
    }
}

extension InstructionPipeline {
    /// The pipeline over a sandboxed worker.
    public init(worker: PythonWorker, options: Options, limits: ExecutionLimits) {
        self.init(
            options: options, syntaxTree: worker.syntaxTree,
            execute: { source, cases in
                try worker.call(in: source, cases: cases, limits: limits).map(CaseResult.init)
            })
    }
}

extension InstructionPipeline.CaseResult {
    /// How a run ended, with a failure in words.
    init(_ outcome: ExecutionOutcome) {
        switch outcome {
        case .value(let value): self = .value(value)
        case .exception(let kind, let message): self = .failed("\(kind): \(message)")
        case .unsupportedValue(let what): self = .failed("it returned \(what)")
        case .stopped(let stop): self = .failed("stopped: \(stop)")
        }
    }
}
