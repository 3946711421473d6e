public import Endpoints
import Foundation
public import PythonSandbox
import RunStore
import SequentialExecution

/// Makes instructions with a language model behind an endpoint (LogicIFGen, Zhang et al. 2025), in stages:
///
/// seeds → functions → anonymised → tracked → evolved (optional) → described → verified → executed → filtered → scored → sample.
///
/// The folder is the state: every stage has a file with a row per function that it kept, what was left out stands in `rejected.jsonl` with
/// its reason, and every answer of the model in `cache/`. A run that ends early, however it ends, goes on where it was when it is called
/// again with the same folder, and asks nothing twice that was answered.
///
/// What the model writes is believed only where it can be checked by running it: a function made of a program has to reproduce the program's
/// tests; new names and trackers must leave every result as it was. The description is checked by the model itself, as LogicIFGen does.
/// Deviations: a description that still has problems in the third check is given up; what cannot be used is asked for again with what
/// was wrong, at most three times.
public struct ModelSynthesis: Sendable {
    public let options: ModelSynthesisOptions
    public let client: EndpointClient
    public let prompts: PromptBook
    /// Told after every function of a stage that has been dealt with: the stage, how many of how many.
    public var progress: (@Sendable (_ stage: String, _ done: Int, _ of: Int) -> Void)?
    /// Asked before each function: whether to end the run, once what is under way is done.
    public var isInterrupted: @Sendable () -> Bool = { false }

    public init(
        options: ModelSynthesisOptions, client: EndpointClient, prompts: PromptBook,
        progress: (@Sendable (String, Int, Int) -> Void)? = nil
    ) {
        self.options = options
        self.client = client
        self.prompts = prompts
        self.progress = progress
    }

    /// Takes seeds through all stages; begins or continues the run in a folder.
    /// - Parameter workers: functions that are run at once where the model is not asked.
    /// - Throws: ``SynthesisError``, `DatasetError`, `RunStoreError` or `PythonSandboxError`. What the endpoint does is no error: the summary
    ///   says why the run stopped.
    public func run(_ seeds: [SeedFunction], folder: String, pool: SandboxPool, workers: Int) async throws -> ModelSynthesisSummary {
        let lock = try begin(folder)
        defer { withExtendedLifetime(lock) {} }
        let rejections = try RejectionFile(path: "\(folder)/rejected.jsonl")
        let halt = Halt(isInterrupted: isInterrupted)
        let work = StageWork(
            dialogue: ModelDialogue(
                client: client, prompts: prompts, temperature: options.temperature, maximumTokens: options.maximumTokens,
                turns: options.turns),
            trials: FunctionTrials(pool: pool, limits: options.limits), options: options)
        var summary = ModelSynthesisSummary(seeds: seeds.count, histogram: histogram)
        var drafts = seeds.map(\.draft)
        for stage in Stage.allCases where stage != .evolved || options.evolves {
            let run = StageRun(stage, work, halt: halt, file: try StageFile(stage, folder: folder), rejections: rejections)
            let given = drafts.count
            drafts = try await run.run(drafts, workers: stage.asksModel ? client.endpoint.concurrency : workers) {
                progress?(stage.rawValue, $0, $1)
            }
            summary.add(stage, given: given, kept: drafts, rejections.all)
            if halt.reason != nil { break }
        }
        if halt.reason == nil { try write(drafts, work, folder, &summary) }
        summary.stopped = halt.reason
        summary.account = client.spent
        return summary
    }

    private var histogram: ComplexityHistogram { ComplexityHistogram(range: options.histogram, count: options.histogramBins) }

    /// Makes the folder, or sees that its run is this one.
    private func begin(_ folder: String) throws -> RunLock {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw SynthesisError.unwritable(path: folder, reason: error.localizedDescription)
        }
        let lock = try RunLock(URL(fileURLWithPath: folder))
        let path = "\(folder)/run.json"
        let settings: [Literal.Entry] = [
            .init("model", .string(client.endpoint.model)), .init("evolve", .boolean(options.evolves)),
            .init("trackers", .integer(options.pipeline.trackerLimit)),
        ]
        guard let data = FileManager.default.contents(atPath: path), let kept = Literal(json: Array(data)) else {
            try Self.write(Literal.dictionary(settings).json + "\n", to: path)
            return lock
        }
        for setting in settings {
            let (key, found) = (setting.key.stringValue ?? "", kept[setting.key.stringValue ?? ""] ?? .none)
            guard found == setting.value else {
                throw SynthesisError.otherRun(path: path, key: key, found: found.json, expected: setting.value.json)
            }
        }
        return lock
    }

    /// The last step: the instructions, or a sample of them, and their histogram.
    private func write(_ drafts: [Draft], _ work: StageWork, _ folder: String, _ summary: inout ModelSynthesisSummary) throws {
        let all = try drafts.flatMap { try work.instructions(of: $0).rows }
        let sample = InstructionSample(range: options.histogram, intervals: options.histogramBins, seed: options.seed)
        let rows = sample.chosen(options.sample ?? .max, of: all)
        for (_, group) in Dictionary(grouping: rows, by: \.taskID) {
            summary.histogram.add(score: group[0].complexity ?? 0, instructions: group.count)
        }
        summary.instructionsLeftOut = all.count - rows.count
        let files = SynthesisFiles(instructions: "\(folder)/instructions.jsonl", histogram: "\(folder)/histogram.json")
        try Self.write(rows.map { $0.row.json + "\n" }.joined(), to: files.instructions)
        if let path = files.histogram { try Self.write(summary.histogram.json.json + "\n", to: path) }
    }

    private static func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw SynthesisError.unwritable(path: path, reason: error.localizedDescription)
        }
    }
}
