public import ArgumentParser
import Foundation
import PythonSandbox
public import SequentialExecution
import Synchronization
import Synthesis

struct SequentialGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make sequential-execution instructions, histogram and warm-up data: offline, or with a language model.",
        discussion: """
            From your own functions (--input, rows {"task_id", "function", "test_cases"}) or from generated ones (--count). Each is given
            counters, told in English, scored, and run in the sandbox on its inputs; LogicIF's filters apply. Beside the instructions FILE.jsonl
            there are FILE.warmup.jsonl (worked solutions as conversations), FILE.histogram.json (complexity) and FILE.rejected.jsonl (what was
            left out, and why); a summary goes to standard error. The same seed gives the same rows.

            --tiny makes functions of a few lines over small whole numbers, told as briefly as can be, with numbers of at most two digits: for
            models of a few million parameters.

            With --endpoint a language model does what the narrator does offline, in stages: functions are made anonymous, given counters,
            told, and the telling checked (LogicIFGen). --input may then hold rows of code_contests too. --output is a folder with a file per
            stage, rejected.jsonl, instructions.jsonl and histogram.json; the same command goes on where an earlier one stopped or was
            killed, and asks nothing twice. The key comes from the environment (--key-variable).

            Example: roifrl sequential generate --input Data/functions.jsonl --output Data/sequential.jsonl
            Example: roifrl sequential generate --count 27324 --cases 17 --seed 7 --output Data/sequential.jsonl
            Example: roifrl sequential generate --input contests.parquet --endpoint http://127.0.0.1:8000/v1 --model qwen --output contests/
            """)

    @Option(name: .shortAndLong, help: "Your functions, a JSONL file; - is standard input.")
    var input: String?
    @Option(help: "Their test cases, where they are in a file of their own: rows {\"task_id\", \"test_cases\": [[argument, ...], ...]}.")
    var testCases: String?
    @Option(help: "How many functions to generate.")
    var count: Int?
    @Flag(help: "Short functions over small whole numbers in few words, for models of a few million parameters.")
    var tiny = false
    @Option(help: "The same seed gives the same rows.")
    var seed: UInt64 = 1
    @Option(help: "train or heldout: every generated function belongs to one of them only. Both where left out.")
    var split: DataSplit?
    @OptionGroup var complexity: ComplexityDistributionOptions
    @Option(help: "Cases kept per function. (default: 17 of generated functions, 3 with --tiny, all of yours)")
    var cases: Int?
    @Option(help: "Worked solutions per function. (default: 2; with --tiny every case has one)")
    var solutions: Int?
    @Option(help: "Most bytes of a worked solution, beyond its answer.")
    var solutionBytes = 6000
    @Flag(help: "Keep the worked solution in each row too, under \"solution\".")
    var withSolutions = false
    @Flag(help: "Leave out \"instruction\", the whole prompt, which follows from the other keys of a row.")
    var withoutInstruction = false
    @OptionGroup var running: SynthesisRunOptions
    @OptionGroup(title: "With a language model") var endpoint: EndpointOptions
    @OptionGroup(title: "With a language model") var stages: ModelStageOptions
    @Option(
        name: .shortAndLong,
        help: "Where the instructions go; - is standard output, without the other files. With --endpoint: the run's folder.")
    var output = "-"

    func validate() throws {
        guard (input == nil) != (count == nil) else { throw ValidationError("expected either --input or --count") }
        guard count ?? 0 >= 0 else { throw ValidationError("--count is \(count ?? 0), expected 0 or more") }
        guard input == nil || !tiny else { throw ValidationError("--tiny goes with --count, not with --input") }
        let fewest = tiny ? 1 : 3
        guard cases ?? fewest >= fewest else { throw ValidationError("--cases is \(cases ?? 0), expected \(fewest) or more") }
        guard solutions ?? 0 >= 0 else { throw ValidationError("--solutions is \(solutions ?? 0), expected 0 or more") }
        guard solutions == nil || !tiny else { throw ValidationError("--solutions: with --tiny every case has one") }
        guard !withoutInstruction || !tiny else {
            throw ValidationError("--without-instruction: with --tiny the prompt does not follow from a row's other keys")
        }
        guard solutionBytes >= 200 else { throw ValidationError("--solution-bytes is \(solutionBytes), expected 200 or more") }
        guard endpoint.endpoint == nil || (input != nil && output != "-") else {
            throw ValidationError("--endpoint goes with --input, and with --output, a folder")
        }
        try complexity.check(tiny: tiny)
    }

    func run() async throws {
        if let address = endpoint.endpoint, let model = endpoint.model, let input {
            return try await ask(model, at: address, about: input)
        }
        let pool = try running.pool()
        let report = ProgressReport("function")
        let synthesis = InstructionSynthesis(options: options) { report.show($0, of: $1) }
        let files = SynthesisFiles.beside(output)
        let summary: SynthesisSummary
        if let input {
            let entries = try FunctionEntry.read(path: input, casesPath: testCases)
            summary = try await synthesis.run(entries, files: files, pool: pool, workers: running.workers, resume: running.resume)
        } else {
            let plan = GenerationPlan(
                count: count ?? 0, seed: seed, vocabulary: tiny ? .small : .wide, complexity: complexity.range(tiny: tiny),
                weights: complexity.weights, cases: keptCases + keptCases / 2, split: split)
            summary = try await synthesis.run(plan, files: files, pool: pool, workers: running.workers)
        }
        FileHandle.standardError.write(Data((summary.lines.joined(separator: "\n") + "\n").utf8))
    }

    /// The stages with a language model.
    private func ask(_ model: String, at address: String, about input: String) async throws {
        let seeds = try SeedFunction.read(path: input, casesPath: testCases, solutions: stages.solutionsPerProblem)
        let client = try endpoint.client(address, model: model, cache: output + "/cache")
        var options = ModelSynthesisOptions()
        let offline = self.options
        (options.pipeline, options.limits, options.nearDuplicates) = (offline.pipeline, offline.limits, offline.nearDuplicates)
        (options.histogram, options.histogramBins) = (offline.histogram, offline.histogramBins)
        (options.evolves, options.sample, options.seed) = (stages.evolve, stages.sample, seed)
        (options.temperature, options.maximumTokens) = (endpoint.temperature, endpoint.maxTokens)
        let pool = try running.pool()
        let reports = StageReports()
        var synthesis = ModelSynthesis(
            options: options, client: client, prompts: try PromptBook(folder: stages.prompts)
        ) { reports.show($0, $1, of: $2) }
        await Interruption.watch()
        synthesis.isInterrupted = { Interruption.isRequested }
        let summary = try await synthesis.run(seeds, folder: output, pool: pool, workers: running.workers)
        FileHandle.standardError.write(Data((summary.lines(price: endpoint.price).joined(separator: "\n") + "\n").utf8))
        if let reason = summary.stopped { throw FileError(path: output, problem: "stopped: \(reason); the same command goes on") }
    }

    /// Cases kept per function.
    private var keptCases: Int { cases ?? (input != nil ? .max : tiny ? 3 : 17) }

    private var options: SynthesisOptions {
        var options = running.options(tiny: tiny)
        options.pipeline.seed = seed
        options.pipeline.mostCases = keptCases
        if !tiny {
            options.pipeline.minimumAnswers = input == nil ? 2 : 1
            options.pipeline.solutions = output == "-" && !withSolutions ? 0 : solutions ?? 2
        }
        options.pipeline.solutionLimit = solutionBytes
        options.pipeline.withInstruction = !withoutInstruction
        options.solutionsInRows = withSolutions
        options.histogram = complexity.range(tiny: tiny)
        options.histogramBins = complexity.intervals
        return options
    }
}

/// What the stages with a language model do.
struct ModelStageOptions: ParsableArguments {
    @Flag(help: "Have each function made harder once.")
    var evolve = false
    @Option(help: "How many instructions to take, evenly over the intervals of complexity. (default: all)")
    var sample: Int?
    @Option(help: "Python 3 solutions taken of each problem of code_contests, the shortest first.")
    var solutionsPerProblem = 1
    @Option(help: "A folder with prompts, describe.md and so on, in place of ours of the same names.")
    var prompts: String?

    func validate() throws {
        guard sample ?? 1 >= 1 else { throw ValidationError("--sample is \(sample ?? 0), expected 1 or more") }
        guard solutionsPerProblem >= 1 else {
            throw ValidationError("--solutions-per-problem is \(solutionsPerProblem), expected 1 or more")
        }
    }
}

/// A progress report for each stage in turn.
private final class StageReports: Sendable {
    private let current = Mutex<(stage: String, report: ProgressReport)?>(nil)

    func show(_ stage: String, _ done: Int, of total: Int) {
        current.withLock { current in
            if current?.stage != stage { current = (stage, ProgressReport(stage)) }
            current?.report.show(done, of: total)
        }
    }
}

/// Which complexity generated functions have.
struct ComplexityDistributionOptions: ParsableArguments {
    @Option(help: "Lowest complexity score. (default: 3 with --tiny, else 0)")
    var minComplexity: Double?
    @Option(help: "Highest complexity score. (default: 40 with --tiny, else 200)")
    var maxComplexity: Double?
    @Option(help: "How many intervals of equal width the range is cut into.")
    var intervals = 20
    @Option(help: "Want interval i in proportion to this number to the power i; 1 wants all alike, less prefers easy ones.")
    var decay = 1.0

    func range(tiny: Bool) -> ClosedRange<Double> {
        (minComplexity ?? (tiny ? 3 : 0))...(maxComplexity ?? (tiny ? 40 : 200))
    }

    var weights: [Double] {
        var weight = 1.0
        return (0..<intervals).map { _ in
            defer { weight *= decay }
            return weight
        }
    }

    func check(tiny: Bool) throws {
        guard intervals >= 1 else { throw ValidationError("--intervals is \(intervals), expected 1 or more") }
        guard decay > 0, decay.isFinite else { throw ValidationError("--decay is \(decay), expected a positive number") }
        let (lowest, highest) = (minComplexity ?? (tiny ? 3 : 0), maxComplexity ?? (tiny ? 40 : 200))
        guard lowest < highest, lowest.isFinite, highest.isFinite else {
            throw ValidationError("--min-complexity \(lowest) is not below --max-complexity \(highest)")
        }
    }
}

extension DataSplit: ExpressibleByArgument {}
