/// Makes sequential-execution instructions from Python functions without a language model: trackers by rule, the narrator's description,
/// the answers that running the function gives, LogicIF's filters, the complexity score.
public struct InstructionPipeline {
    /// How running one case ended.
    public enum CaseResult: Sendable, Equatable {
        case value(Literal)
        case failed(String)
    }

    /// Why a function or a case was left out.
    public struct Rejection: Error, Sendable, Equatable {
        public var reason: String

        public init(reason: String) {
            self.reason = reason
        }
    }

    /// A function with its description, before any case.
    public struct Told: Sendable, Equatable {
        public var function: String
        public var description: String
        public var complexity: ComplexityScore
    }

    /// Gives CPython's tree of a source; passed in, since this target runs nothing.
    public var syntaxTree: (_ source: String) throws -> Literal
    /// Runs `f` of a source on the given arguments.
    public var execute: (_ source: String, _ arguments: [Literal]) throws -> CaseResult
    public var trackerLimit: Int
    public var seed: UInt64
    /// Cases that must be left over.
    public var minimumCases: Int

    public init(
        trackerLimit: Int = 3, seed: UInt64 = 1, minimumCases: Int = 3, syntaxTree: @escaping (String) throws -> Literal,
        execute: @escaping (String, [Literal]) throws -> CaseResult
    ) {
        self.trackerLimit = trackerLimit
        self.seed = seed
        self.minimumCases = minimumCases
        self.syntaxTree = syntaxTree
        self.execute = execute
    }

    /// Tells a function. One that already returns `(result, {tracker: count})` keeps its trackers.
    /// - Throws: ``SequentialExecutionError/untold(construct:line:)``, or what `syntaxTree` throws.
    public func tell(_ source: String) throws -> Told {
        let function = try SyntaxTreeReader.function(inModule: syntaxTree(source))
        let tracked =
            function.name == "f" && TrackerInsertion.isTracked(function)
            ? function : TrackerInsertion.tracked(function, limit: trackerLimit)
        return Told(
            function: PythonPrinter.source(of: tracked), description: try Narrator.description(of: tracked, seed: seed),
            complexity: ComplexityScore(of: tracked))
    }

    /// Tells a function and runs its cases; those that fail or fall to a filter are left out and named in `rejected`.
    /// - Throws: as ``tell(_:)``; ``Rejection`` where fewer than ``minimumCases`` are left.
    public func instructions(
        taskID: String, source: String, cases: [[Literal]]
    ) throws -> (rows: [SequentialInstruction], rejected: [(testCaseID: Int, reason: String)]) {
        let told = try tell(source)
        var rows: [SequentialInstruction] = []
        var rejected: [(testCaseID: Int, reason: String)] = []
        for (number, input) in cases.enumerated() {
            do {
                let answer = try CaseFilter.answer(of: execute(told.function, input), input: input)
                rows.append(
                    SequentialInstruction(
                        taskID: taskID, testCaseID: number, input: input, answer: answer, function: told.function,
                        description: told.description, complexity: told.complexity.score))
            } catch let rejection as Rejection {
                rejected.append((number, rejection.reason))
            }
        }
        guard rows.count >= minimumCases else {
            let first = rejected.first.map { "; the first left out: \($0.reason)" } ?? ""
            throw Rejection(reason: "\(rows.count) cases are left, expected at least \(minimumCases)\(first)")
        }
        return (rows, rejected)
    }
}

/// LogicIF's filters on test cases.
enum CaseFilter {
    static let largestInput = 1e7
    static let trackerLimit = 50
    static let decimals = 6
    static let longestAnswer = 2000

    static func answer(of result: InstructionPipeline.CaseResult, input: [Literal]) throws -> SequentialAnswer {
        guard !input.contains(where: tooLarge) else { throw rejection("an input beyond 10^7") }
        let value: Literal
        switch result {
        case .value(let returned): value = returned
        case .failed(let reason): throw rejection(reason)
        }
        guard let parts = value.elements, parts.count == 2, case .dictionary(let counts) = parts[1] else {
            throw rejection("it did not return (result, {tracker: count})")
        }
        for count in counts {
            guard let number = count.value.integerValue else { throw rejection("tracker \(count.key.jsonKey) is no whole number") }
            guard number < trackerLimit else {
                throw rejection("tracker \(count.key.jsonKey) is \(number), expected less than \(trackerLimit)")
            }
        }
        guard parts[0].json.utf8.count <= longestAnswer else { throw rejection("an answer of more than \(longestAnswer) characters") }
        guard !tooPrecise(parts[0]) else { throw rejection("a number with more than \(decimals) decimals") }
        return SequentialAnswer(output: parts[0], statistics: parts[1])
    }

    private static func rejection(_ reason: String) -> InstructionPipeline.Rejection { .init(reason: reason) }

    private static func tooLarge(_ literal: Literal) -> Bool {
        switch literal {
        case .dictionary(let entries): return entries.contains { tooLarge($0.key) || tooLarge($0.value) }
        default: return literal.elements?.contains(where: tooLarge) ?? (abs(literal.doubleValue ?? 0) > largestInput)
        }
    }

    private static func tooPrecise(_ literal: Literal) -> Bool {
        switch literal {
        case .number(let value):
            guard value.isFinite else { return true }
            let scaled = value * 1e6
            return abs(scaled) < 1e15 && (scaled.rounded() / 1e6) != value
        case .dictionary(let entries): return entries.contains { tooPrecise($0.value) }
        default: return literal.elements?.contains(where: tooPrecise) ?? false
        }
    }
}
