public import ArgumentParser
import Constraints
public import Datasets
import Foundation
import Tokenization

/// `roifrl constraints`: the catalogue, and prompts composed with it.
struct ConstraintsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "constraints", abstract: "List verifiable constraints, or compose prompts with them.",
        subcommands: [ConstraintsListCommand.self, ConstraintsComposeCommand.self])
}

struct ConstraintsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The constraints by id: suites, arguments, needed language data, an example.",
        discussion: "Example: roifrl constraints list --suite ifbench --json")

    @Option(help: "Only this suite: ifeval, iftrain or ifbench.")
    var suite: ConstraintSuite?
    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    func run() throws {
        let definitions = suite.map(ConstraintRegistry.definitions(of:)) ?? ConstraintRegistry.all
        let rows = definitions.map { CatalogueRow($0) }
        if json { return try writeText(rows.map { $0.json + "\n" }.joined(), to: "-") }
        let width = rows.map(\.definition.id.count).max() ?? 0
        let lines = rows.map { row in
            let id = row.definition.id.padding(toLength: width, withPad: " ", startingAt: 0)
            let suites = row.suites.joined(separator: ",").padding(toLength: 15, withPad: " ", startingAt: 0)
            return
                "\(id)  \(suites)  \(row.parameters.joined(separator: ", "))\n\(String(repeating: " ", count: width + 2))\(row.example)\n"
        }
        try writeText(lines.joined(), to: "-")
    }
}

/// One constraint of the catalogue.
private struct CatalogueRow {
    let definition: ConstraintDefinition
    let suites: [String]
    let parameters: [String]
    let example: String

    init(_ definition: ConstraintDefinition) {
        self.definition = definition
        suites = ConstraintSuite.allCases.filter(definition.suites.contains).map(\.rawValue)
        parameters = definition.parameters.map { "\($0.name): \($0.kind.rawValue)\($0.isOptional ? "?" : "")" }
        example = definition.example(seed: 1).replacingOccurrences(of: "\n", with: " ")
    }

    var json: String {
        PythonValue.dictionary([
            .init(key: .string("id"), value: .string(definition.id)),
            .init(key: .string("suites"), value: .list(suites.map { .string($0) })),
            .init(
                key: .string("kwargs"),
                value: .dictionary(definition.parameters.map { .init(key: .string($0.name), value: .string($0.kind.rawValue)) })),
            .init(
                key: .string("optional"), value: .list(definition.parameters.filter(\.isOptional).map { .string($0.name) })),
            .init(key: .string("needs"), value: .list(definition.needs.map { .string($0.rawValue) })),
            .init(key: .string("example"), value: .string(example)),
        ]).json
    }
}

struct ConstraintsComposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose", abstract: "Compose training rows: requests with one to six constraints that do not conflict.",
        discussion: """
            Requests: JSONL rows {"prompt"} or {"messages"}, whose last user turn gets the constraints, or plain text, one request a line.
            Rows come out in the published training shape, {"key", "messages", "ground_truth", "dataset"}. With --tiny no requests are needed:
            short tasks for small models.

            Example: roifrl constraints compose --input requests.jsonl --exclude IFBench_test.jsonl --seed 7 --output Data/constraints.jsonl
            Example: roifrl constraints compose --tiny --count 10000 --split train --with-replies --output Data/constraints.jsonl
            """)

    @Option(help: "The requests; - is standard input.")
    var input: String?
    @Option(help: "How many rows; requests come again with other constraints where they are fewer. Without it one row per request.")
    var count: Int?
    @Option(help: "The same seed gives the same rows.")
    var seed: UInt64 = 1
    @Option(help: "Fewest constraints a prompt gets.")
    var minimum = 1
    @Option(help: "Most constraints a prompt gets.")
    var maximum = 6
    @Option(help: "Only these constraint ids.")
    var ids: [String] = []
    @Option(help: "Benchmark prompts in any form that requests may have: requests that share a run of words with one are left out.")
    var exclude: [String] = []
    @Option(help: "Words in such a run.")
    var excludeWords = 8
    @Flag(help: "Short tasks for models of a few million parameters.")
    var tiny = false
    @Option(help: "With --tiny: train or heldout; their topic and constraint combinations are disjoint.")
    var split = ConstraintTasks.Split.train
    @Flag(help: "Add a reply that follows all constraints, under \"reply\", where one can be written.")
    var withReplies = false
    @Option(help: "Further folders with language data.")
    var data: [String] = []
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"

    func validate() throws {
        guard (1...6).contains(minimum), (minimum...6).contains(maximum) else {
            throw ValidationError("found --minimum \(minimum) --maximum \(maximum), expected 1 <= minimum <= maximum <= 6")
        }
        if let count, count < 0 { throw ValidationError("--count: found \(count), expected 0 or more") }
        guard excludeWords >= 1 else { throw ValidationError("--exclude-words: found \(excludeWords), expected 1 or more") }
        switch (tiny, input) {
        case (true, let input?):
            throw ValidationError(
                "found --tiny and --input \(input), expected one of them: leave out --input for short tasks made here, or --tiny for \(input)"
            )
        case (false, nil): throw ValidationError("found neither --input nor --tiny, expected one: the requests, or --tiny for short tasks")
        default: break
        }
        for id in ids { _ = try ConstraintRegistry.definition(id, in: .iftrain) }
        let together = ConstraintConflicts.mostTogether(of: Set(ids), upTo: minimum)
        guard ids.isEmpty || together >= minimum else {
            throw ValidationError("--ids: at most \(together) of these may stand in one prompt, expected the \(minimum) of --minimum")
        }
    }

    func run() throws {
        let resources = TextResources.find(folders: data)
        let writer = try LineWriter(path: output)
        let written: Int
        if tiny {
            written = try write(ConstraintTasks.tasks(count: count ?? 1000, seed: seed, split: split, resources: resources), to: writer)
            try writer.flush()
            if written < count ?? 1000 { writeWarning("only \(written) of \(count ?? 1000) rows: no more different ones") }
        } else {
            let tally = try compose(to: writer, resources)
            try writer.flush()
            tally.warnings(count: count, isReadOnce: input == "-", excludeWords: excludeWords).forEach(writeWarning)
            let used = ConstraintRegistry.definitions(of: .iftrain).filter { ids.isEmpty || ids.contains($0.id) }
            let needs = Set(used.flatMap(\.needs))
            warnOfFallbacks(TextNeed.allCases.filter { needs.contains($0) }, resources)
            written = tally.written
        }
        if written == 0, count != 0 { throw ExitCode.failure }
    }

    private func write(_ tasks: [ConstraintTask], to writer: LineWriter) throws -> Int {
        for task in tasks { try writer.write(task.row(withReply: withReplies)) }
        return tasks.count
    }

    /// Composes request by request, in rounds until there are enough rows; neither the requests nor the rows are held.
    private func compose(to writer: LineWriter, _ resources: TextResources) throws -> CompositionTally {
        let decontaminator = try excluded()
        var composer = ConstraintComposer(seed: seed, count: minimum...maximum, ids: Set(ids), resources: resources)
        var tally = CompositionTally()
        // Hashes of the conversations, which are small beside them.
        var seen: Set<Int> = []
        var before: Int
        repeat {
            before = tally.written
            tally.rounds += 1
            let requests = try ConstraintRequests(path: input ?? "-")
            while tally.written < count ?? .max, let request = try requests.next() {
                tally.requests += 1
                if Self.isContaminated(request, by: decontaminator) {
                    tally.contaminated += 1
                    continue
                }
                guard let composition = composer.compose(request: request.text) else {
                    tally.fruitless += 1
                    continue
                }
                let id = "composed-\(request.line)" + (tally.rounds == 1 ? "" : "-\(tally.rounds)")
                let task = ConstraintTask(id: id, composition: composition, earlier: request.earlier, withReply: withReplies)
                guard seen.insert(task.messages.hashValue).inserted else {
                    tally.repeated += 1
                    continue
                }
                try writer.write(task.row(withReply: withReplies))
                tally.written += 1
            }
            // Standard input is gone once it is read, and a round without a new row would be followed by others.
        } while count.map { tally.written < $0 } ?? false && input != "-" && tally.written > before
        return tally
    }

    /// Whether any turn shares a run of words with a benchmark prompt.
    private static func isContaminated(_ request: ConstraintRequests.Request, by decontaminator: Decontaminator) -> Bool {
        (request.earlier.map(\.content) + [request.text]).contains(where: decontaminator.isContaminated)
    }

    private func excluded() throws -> Decontaminator {
        var decontaminator = Decontaminator(length: excludeWords)
        for path in exclude {
            let requests = try ConstraintRequests(path: path)
            while let request = try requests.next() { decontaminator.exclude(request.text) }
        }
        return decontaminator
    }
}

/// What became of the requests of `constraints compose`.
struct CompositionTally {
    var rounds = 0
    /// Requests read, in all rounds.
    var requests = 0
    var written = 0
    /// Requests that share a run of words with a benchmark.
    var contaminated = 0
    /// Requests for which no constraints that can be followed were found.
    var fruitless = 0
    /// Compositions that were there already.
    var repeated = 0

    /// What a person should know of requests that became no row, and of rows that are wanting.
    func warnings(count: Int?, isReadOnce: Bool, excludeWords: Int) -> [String] {
        var lines: [String] = []
        if contaminated > 0 {
            // Every round leaves the same ones out.
            lines.append("requests left out, since \(excludeWords) words in a row stand in a benchmark: \(contaminated / max(rounds, 1))")
        }
        if fruitless > 0 { lines.append("requests left out, since no constraints were found that can be followed together: \(fruitless)") }
        if repeated > 0 { lines.append("compositions left out, since they were there already: \(repeated)") }
        if requests == 0, count != 0 { lines.append("the input holds no request") }
        if let count, written < count, requests > 0 {
            let reason = isReadOnce ? "standard input can be read only once, requests in it: \(requests)" : "no more different ones"
            lines.append("only \(written) of \(count) rows: \(reason)")
        }
        return lines
    }
}

extension ConstraintTasks.Split: ExpressibleByArgument {}
