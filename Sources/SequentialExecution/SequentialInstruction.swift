/// One row in LogicIF's published format: a function told in English, input values, and what the function gives for them.
public struct SequentialInstruction: Sendable, Equatable {
    /// Names the function; a benchmark question is all rows with one `task_id`.
    public var taskID: String
    public var testCaseID: Int
    /// The arguments in order.
    public var input: [Literal]
    public var answer: SequentialAnswer
    /// Python source of the function, where the row carries it.
    public var function: String?
    /// INPUTS / LOGICS / OUTPUTS.
    public var description: String
    /// The whole prompt, where the row carries one; see ``prompt`` otherwise.
    public var instruction: String?
    /// The complexity score of `function`, where the row carries it.
    public var complexity: Double?
    /// A written-out execution that ends in the answer, where there is one: supervised warm-up data.
    public var solution: String?

    public init(
        taskID: String, testCaseID: Int, input: [Literal], answer: SequentialAnswer, function: String? = nil, description: String,
        instruction: String? = nil, complexity: Double? = nil, solution: String? = nil
    ) {
        self.taskID = taskID
        self.testCaseID = testCaseID
        self.input = input
        self.answer = answer
        self.function = function
        self.description = description
        self.instruction = instruction
        self.complexity = complexity
        self.solution = solution
    }

    /// What the model reads: the row's own instruction, or one composed of the description, the inputs and the answer's format.
    public var prompt: String {
        if let instruction { return instruction }
        return """
            Carry out the procedure below by hand, exactly as it is described, for the given input values. Do not write code. Work step \
            by step and keep every count the description asks for.

            \(description)

            Input values, in order: \(Literal.list(input).json)

            Finish with exactly these two lines:
            Output: the final result, as a JSON value
            Statistics: the counts, as a JSON object from name to number
            """
    }
}

extension SequentialInstruction {
    /// Reads a row.
    /// - Throws: ``SequentialExecutionError/row(key:found:expected:)`` naming the key that is missing or of another type.
    public init(row: Literal) throws {
        guard case .dictionary = row else {
            throw SequentialExecutionError.row(key: "the row", found: Self.excerpt(row), expected: "a JSON object")
        }
        let output = try Self.required("code_output", in: row, "an object with output and stats") { (value: Literal) in
            value["output"].map { SequentialAnswer(output: $0, statistics: value["stats"] ?? .dictionary([])) }
        }
        guard case .dictionary = output.statistics else {
            throw SequentialExecutionError.row(key: "code_output.stats", found: Self.excerpt(output.statistics), expected: "an object")
        }
        self.init(
            taskID: try Self.required("task_id", in: row, "a string", \.nameValue),
            testCaseID: try Self.optional("test_case_id", in: row, "an integer", \.integerValue) ?? 0,
            input: try Self.required("input", in: row, "a list of argument values", \.elements),
            answer: output,
            function: try Self.optional("function", in: row, "a string", \.stringValue),
            description: try Self.optional("description", in: row, "a string", \.stringValue) ?? "",
            instruction: try Self.optional("instruction", in: row, "a string", \.stringValue),
            complexity: try Self.optional("complexity_score", in: row, "a number", \.doubleValue)
                ?? Self.optional("complexity", in: row, "a number", \.doubleValue),
            solution: try Self.optional("solution", in: row, "a string", \.stringValue))
        if description.isEmpty, instruction == nil {
            throw SequentialExecutionError.row(key: "description", found: "nothing", expected: "a text (or an instruction)")
        }
    }

    /// The row in the published format, with our two additions (`complexity_score`, `solution`) where they are known.
    public var row: Literal {
        var entries: [(String, Literal?)] = [
            ("task_id", .string(taskID)), ("test_case_id", .integer(testCaseID)), ("input", .list(input)),
            ("code_output", .dictionary([.init("output", answer.output), .init("stats", answer.statistics)])),
        ]
        entries += [
            ("function", function.map { .string($0) }), ("description", .string(description)),
            ("instruction", instruction.map { .string($0) }), ("complexity_score", complexity.map { .number($0) }),
            ("solution", solution.map { .string($0) }),
        ]
        return .dictionary(entries.compactMap { key, value in value.map { Literal.Entry(key, $0) } })
    }

    private static func required<Value>(
        _ key: String, in row: Literal, _ expected: String, _ read: (Literal) -> Value?
    ) throws -> Value {
        guard let value = try optional(key, in: row, expected, read) else {
            throw SequentialExecutionError.row(key: key, found: "nothing", expected: expected)
        }
        return value
    }

    /// nil where the key is absent or null.
    private static func optional<Value>(
        _ key: String, in row: Literal, _ expected: String, _ read: (Literal) -> Value?
    ) throws -> Value? {
        guard let literal = row[key], literal != .none else { return nil }
        guard let value = read(literal) else {
            throw SequentialExecutionError.row(key: key, found: excerpt(literal), expected: expected)
        }
        return value
    }

    private static func excerpt(_ literal: Literal) -> String {
        String(literal.json.prefix(80))
    }
}

extension Literal.Entry {
    /// An entry under a string key.
    public init(_ key: String, _ value: Literal) {
        self.init(key: .string(key), value: value)
    }
}

extension Literal {
    /// The value of an integer literal.
    public var integerValue: Int? {
        if case .integer(let value) = self { return value }
        return nil
    }

    /// A name that may also be written as a number.
    var nameValue: String? { stringValue ?? integerValue.map { String($0) } }
}
