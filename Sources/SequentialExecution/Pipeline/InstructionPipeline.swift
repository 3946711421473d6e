/// Makes sequential-execution instructions from Python functions without a language model: trackers by rule, the narrator's description,
/// the answers that running the function gives, LogicIF's filters, the complexity score, worked solutions.
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

    /// Choices, each with its default.
    public struct Options: Sendable, Equatable {
        /// Most counters per function, 1 to 3.
        public var trackerLimit = 3
        /// Decides on counters and wording, together with the name of the function.
        public var seed: UInt64 = 1
        /// Cases that must be left over.
        public var minimumCases = 3
        /// Different answers that the cases must have together; 1 accepts a function that always gives the same.
        public var minimumAnswers = 1
        /// Most cases that are kept, those with an answer of their own first.
        public var mostCases = Int.max
        /// How many of the cases get a worked solution.
        public var solutions = 0
        /// The most bytes of a worked solution, beyond its answer.
        public var solutionLimit = 6000
        /// Whether rows hold the whole prompt beside the description, as published rows do.
        public var withInstruction = true

        /// How functions are told.
        public var style = Narrator.Style.conversational
        /// Where set, a case is kept only if its instruction and its worked solution, told in full, stay within it.
        public var bounds: Bounds?

        public init() {}

        /// For models of a few million parameters: brief texts, every case worked out in full, small numbers.
        public static var small: Options {
            var options = Options()
            options.style = .brief
            options.minimumCases = 1
            options.solutions = .max
            options.bounds = Bounds(largestNumber: 99, bytes: 1600)
            return options
        }
    }

    /// What a small model can hold.
    public struct Bounds: Sendable, Equatable {
        /// The largest magnitude of a number anywhere in a worked solution.
        public var largestNumber: Int
        /// The most bytes of an instruction and of a worked solution together.
        public var bytes: Int

        public init(largestNumber: Int, bytes: Int) {
            self.largestNumber = largestNumber
            self.bytes = bytes
        }
    }

    /// A function with its description, before any case.
    public struct Told: Sendable {
        public var function: FunctionDefinition
        /// The function's source.
        public var source: String
        public var description: String
        public var complexity: ComplexityScore
        let outline: Outline
    }

    /// What became of a function's cases.
    public struct Made: Sendable {
        public var rows: [SequentialInstruction]
        public var rejected: [(testCaseID: Int, reason: String)]
        /// The complexity score.
        public var complexity: Double
        /// Solutions that could not be told step by step.
        public var bareSolutions: Int
        /// The cases whose solutions leave something out.
        var abridged: Set<Int> = []
    }

    /// Gives CPython's tree of a source; passed in, since this target runs nothing.
    public var syntaxTree: (_ source: String) throws -> Literal
    /// Runs `f` of a source on each list of arguments, giving as many results.
    public var execute: (_ source: String, _ cases: [[Literal]]) throws -> [CaseResult]
    public var options: Options

    public init(
        options: Options = Options(), syntaxTree: @escaping (String) throws -> Literal,
        execute: @escaping (String, [[Literal]]) throws -> [CaseResult]
    ) {
        self.options = options
        self.syntaxTree = syntaxTree
        self.execute = execute
    }

    // MARK: Telling

    /// Tells a function of a source. One that already returns `(result, {tracker: count})` keeps its trackers.
    /// - Parameters:
    ///   - taskID: names the function; it decides on the wording, together with the seed.
    ///   - examples: argument lists of test cases, which say what the parameters are.
    /// - Throws: ``SequentialExecutionError/untold(construct:line:)``, or what `syntaxTree` throws.
    public func tell(_ source: String, taskID: String = "", examples: [[Literal]] = []) throws -> Told {
        try tell(SyntaxTreeReader.function(inModule: syntaxTree(source)), taskID: taskID, examples: examples)
    }

    /// Tells a function.
    public func tell(_ function: FunctionDefinition, taskID: String = "", examples: [[Literal]] = []) throws -> Told {
        // Seeds of this size never fall among the plain ones.
        let seed = (options.seed &* 0x9E37_79B9 ^ StableHash.of(taskID)) | 1 << 40
        var tracked = function
        if TrackerInsertion.isTracked(function) {
            tracked.name = "f"
        } else {
            tracked = TrackerInsertion.tracked(function, limit: options.trackerLimit, seed: seed, examples: examples)
        }
        let outline = Outline(tracked, seed: seed, style: options.style)
        return Told(
            function: tracked, source: PythonPrinter.source(of: tracked),
            description: try Narrator.description(of: outline, examples: examples),
            complexity: ComplexityScore(of: tracked), outline: outline)
    }

    // MARK: Instructions

    /// Tells a function and runs its cases; those that fail or fall to a filter are left out and named in the result.
    /// - Throws: as ``tell(_:taskID:examples:)``; ``Rejection`` where the function is left out.
    public func instructions(taskID: String, source: String, cases: [[Literal]]) throws -> Made {
        try instructions(taskID: taskID, told: tell(source, taskID: taskID, examples: cases), cases: cases)
    }

    /// The same for a function that needs no parsing.
    public func instructions(taskID: String, function: FunctionDefinition, cases: [[Literal]]) throws -> Made {
        try instructions(taskID: taskID, told: tell(function, taskID: taskID, examples: cases), cases: cases)
    }

    private func instructions(taskID: String, told: Told, cases: [[Literal]]) throws -> Made {
        var made = try answered(
            taskID: taskID, source: told.source, description: told.description, complexity: told.complexity.score, cases: cases)
        if options.style == .brief { for index in made.rows.indices { made.rows[index].instruction = brief(made.rows[index], told) } }
        if let bounds = options.bounds {
            // Which cases there are to choose from shows only once all are worked out.
            try solve(&made, told)
            try keep(&made, within: bounds)
            made.rows = varied(made.rows)
        } else {
            made.rows = varied(made.rows)
            try solve(&made, told)
        }
        return made
    }

    /// The description and the arguments by name, without a word on the form of the answer.
    private func brief(_ row: SequentialInstruction, _ told: Told) -> String {
        let values = zip(told.function.parameters, row.input).map { "\($0.name) = \($1.json)" }
        return row.description + "\n" + values.joined(separator: ", ")
    }

    private func keep(_ made: inout Made, within bounds: Bounds) throws {
        for row in made.rows {
            let size = row.prompt.utf8.count + (row.solution?.utf8.count ?? 0)
            let reason: String? =
                switch row.solution {
                case nil: "no worked solution to judge its size by"
                case _ where made.abridged.contains(row.testCaseID): "its worked solution leaves something out"
                case let solution? where solution.largestNumber > bounds.largestNumber:
                    "too large a number: more than \(bounds.largestNumber)"
                case _ where size > bounds.bytes: "too long: \(size) bytes with its solution, expected at most \(bounds.bytes)"
                default: nil
                }
            if let reason { made.rejected.append((row.testCaseID, reason)) }
        }
        let left = Set(made.rejected.map(\.testCaseID))
        made.rows.removeAll { left.contains($0.testCaseID) }
        made.bareSolutions = 0  // they were left out
        try check(made)
    }

    /// Runs the cases of a function that somebody else told, one that already returns `(result, {tracker: count})`.
    /// - Throws: ``Rejection`` where the function is left out.
    public func instructions(taskID: String, source: String, description: String, complexity: Double?, cases: [[Literal]]) throws -> Made {
        var made = try answered(taskID: taskID, source: source, description: description, complexity: complexity, cases: cases)
        made.rows = varied(made.rows)
        return made
    }

    /// A row for every case that passes the filters.
    private func answered(taskID: String, source: String, description: String, complexity: Double?, cases: [[Literal]]) throws -> Made {
        var made = Made(rows: [], rejected: [], complexity: complexity ?? 0, bareSolutions: 0)
        var seen: Set<Literal> = []
        for (number, (input, result)) in zip(cases, try execute(source, cases)).enumerated() {
            do {
                guard seen.insert(.list(input)).inserted else { throw Rejection(reason: "the same input as an earlier case") }
                let answer = try CaseFilter.answer(of: result, input: input)
                made.rows.append(
                    SequentialInstruction(
                        taskID: taskID, testCaseID: number, input: input, answer: answer, function: source,
                        description: description, complexity: complexity))
            } catch let rejection as Rejection {
                made.rejected.append((number, rejection.reason))
            }
        }
        try check(made)
        if options.withInstruction { for index in made.rows.indices { made.rows[index].instruction = made.rows[index].prompt } }
        return made
    }

    private func check(_ made: Made) throws {
        guard made.rows.count >= options.minimumCases else {
            let first = made.rejected.first.map { "; the first left out: \($0.reason)" } ?? ""
            throw Rejection(reason: "too few cases: \(made.rows.count) are left, expected at least \(options.minimumCases)\(first)")
        }
        let answers = Set(made.rows.map(\.answer)).count
        guard answers >= options.minimumAnswers else {
            throw Rejection(reason: "too few answers: all cases together have \(answers), expected at least \(options.minimumAnswers)")
        }
    }

    /// Not more than wanted, in their order: first one of each answer, then the rest.
    private func varied(_ rows: [SequentialInstruction]) -> [SequentialInstruction] {
        guard rows.count > options.mostCases else { return rows }
        var seen: Set<SequentialAnswer> = []
        let (own, repeated) = rows.indices.reduce(into: ([Int](), [Int]())) { parts, index in
            if seen.insert(rows[index].answer).inserted { parts.0.append(index) } else { parts.1.append(index) }
        }
        return (own + repeated).prefix(options.mostCases).sorted().map { rows[$0] }
    }
}

extension String {
    /// The largest whole number that is written in the text, signs left out; beyond what an `Int` holds, its maximum.
    fileprivate var largestNumber: Int {
        var (largest, current) = (0, 0)
        for byte in utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                current = 0
                continue
            }
            let (tens, overflow) = current.multipliedReportingOverflow(by: 10)
            current = overflow ? .max : tens &+ Int(byte - UInt8(ascii: "0"))
            if current < 0 { current = .max }
            largest = max(largest, current)
        }
        return largest
    }
}
