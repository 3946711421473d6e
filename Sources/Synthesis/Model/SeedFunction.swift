import Datasets
import SequentialExecution

/// What a run with a language model begins with: a function with its inputs, or a program with tests that becomes one.
public struct SeedFunction: Sendable, Equatable {
    let draft: Draft

    /// A function of any name and argument lists for it.
    public init(_ entry: FunctionEntry) {
        draft = Draft(taskID: entry.taskID, source: entry.source, cases: entry.cases ?? [])
    }

    /// A Python 3 program that reads standard input, with what it has to print.
    public init(taskID: String, program: String, tests: [ProgramTest]) {
        draft = Draft(taskID: taskID, source: program, tests: tests)
    }

    /// Reads rows of functions, `{"task_id", "function", "test_cases"}`, and rows of code_contests, `{"name", "solutions", "public_tests",
    /// "private_tests", "generated_tests"}`, also mixed.
    /// - Parameters:
    ///   - casesPath: rows `{"task_id", "test_cases"}` for functions without cases of their own.
    ///   - solutions: how many Python 3 solutions of a contest's problem are taken, the shortest first.
    /// - Throws: ``SynthesisError`` or `DatasetError` naming the file and line.
    public static func read(path: String, casesPath: String? = nil, solutions: Int = 1) throws -> [SeedFunction] {
        let cases = try casesPath.map(FunctionEntry.readCases) ?? [:]
        var seeds: [SeedFunction] = []
        var names: Set<String> = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            let row = Literal(json: line.bytes)
            let found: [SeedFunction]
            if let row, row["solutions"] != nil {
                found = try ContestProblem(row: row, path: path, line: line.number).seeds(solutions)
            } else {
                found = [SeedFunction(try FunctionEntry(row: row, path: path, line: line.number, cases: cases))]
            }
            for seed in found {
                guard names.insert(seed.draft.taskID).inserted else {
                    throw SynthesisError.row(
                        path: path, line: line.number, key: "task_id", found: "\(seed.draft.taskID) a second time",
                        expected: "another name for each function")
                }
                seeds.append(seed)
            }
        }
        return seeds
    }
}

/// A text on standard input and what a program has to print for it.
public struct ProgramTest: Sendable, Equatable {
    public var input: String
    public var output: String

    public init(input: String, output: String) {
        self.input = input
        self.output = output
    }

    /// Whether a program printed what it had to, spaces and line ends apart, as contests judge it.
    func accepts(_ printed: String) -> Bool { Self.words(printed) == Self.words(output) }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}

/// A row of code_contests: a problem with solutions in several languages and with tests.
struct ContestProblem {
    /// code_contests' number for Python 3.
    static let python3 = 3
    /// Tests beyond these are left aside: the shortest are those that one can do by hand.
    static let mostTests = 20
    static let longestInput = 2000

    var name: String
    /// The Python 3 solutions, the shortest first.
    var programs: [String]
    var tests: [ProgramTest]

    /// The published columns are dictionaries of lists; lists of dictionaries are read as well.
    /// - Throws: ``SynthesisError/row(path:line:key:found:expected:)``.
    init(row: Literal, path: String, line: Int) throws {
        func columns(_ key: String, _ first: String, _ second: String) throws -> [(Literal, Literal)] {
            guard let value = row[key], value != .none else { return [] }
            if let items = value.elements {
                return items.compactMap { item in item[first].flatMap { one in item[second].map { (one, $0) } } }
            }
            guard let left = value[first]?.elements, let right = value[second]?.elements, left.count == right.count else {
                throw SynthesisError.row(
                    path: path, line: line, key: key, found: String(value.json.prefix(60)),
                    expected: "\(first) and \(second) as lists of the same length")
            }
            return Array(zip(left, right))
        }
        name = row["name"]?.stringValue ?? "line-\(line)"
        let solutions = try columns("solutions", "language", "solution")
        programs = solutions.filter { $0.0 == .integer(Self.python3) || $0.0 == .string("PYTHON3") }.compactMap(\.1.stringValue)
        let pairs = try ["public_tests", "private_tests", "generated_tests"].flatMap { try columns($0, "input", "output") }
        tests = pairs.compactMap { input, output in
            input.stringValue.flatMap { input in output.stringValue.map { ProgramTest(input: input, output: $0) } }
        }
        sort()
    }

    /// Shortest first; equal ones in the order of the row, each once.
    private mutating func sort() {
        programs = programs.enumerated().sorted { ($0.element.utf8.count, $0.offset) < ($1.element.utf8.count, $1.offset) }.map(\.element)
        let short = tests.filter { $0.input.utf8.count <= Self.longestInput }.enumerated()
            .sorted { ($0.element.input.utf8.count, $0.offset) < ($1.element.input.utf8.count, $1.offset) }
        var seen: Set<String> = []
        tests = Array(short.map(\.element).filter { seen.insert($0.input).inserted }.prefix(Self.mostTests))
    }

    /// A seed per solution; one without a program where there is none, so that the problem is named among what is left out.
    func seeds(_ count: Int) -> [SeedFunction] {
        guard !programs.isEmpty else { return [SeedFunction(taskID: name, program: "", tests: tests)] }
        return programs.prefix(count).enumerated().map { number, program in
            SeedFunction(taskID: count == 1 ? name : "\(name)/\(number + 1)", program: program, tests: tests)
        }
    }
}
