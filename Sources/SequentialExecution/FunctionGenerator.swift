/// Composes functions of wide semantic variety (number theory, lists, strings, counters, simulation, matrices, automata, recursion) with
/// complexity scores up to 200 and more, and draws inputs for them.
public enum FunctionGenerator {
    /// A function's source with the inputs of its test cases.
    public struct Draft: Sendable, Equatable {
        public var taskID: String
        public var source: String
        public var cases: [[Literal]]
    }

    /// A function whose score, as `score` counts it, lies in `range`; nil where this attempt missed it.
    ///
    /// The same seed and stream give the same draft. `score` is asked once per piece that is added.
    public static func draft(
        in range: Range<Double>, cases: Int, seed: UInt64, stream: Int, score: (_ source: String) throws -> Double
    ) rethrows -> Draft? {
        var random = SeededGenerator(seed: seed, stream: stream)
        var body: [String] = []
        var pieces = random.shuffled(FunctionPhases.all)
        let result = random.weighted([0.7, 0.2, 0.1])
        while body.count < 400 {
            let source = source(of: body, result: ["total", "nums", "text"][result])
            let current = try score(source)
            if current >= range.upperBound { return nil }
            if current >= range.lowerBound, !body.isEmpty {
                let identity = String(SequentialTasks.hash(source), radix: 16)
                let inputs = (0..<cases).map { _ in input(for: source, &random) }
                return Draft(taskID: "generated-\(identity)", source: source, cases: inputs)
            }
            if pieces.isEmpty { pieces = random.shuffled(FunctionPhases.all) }
            let filler = range.lowerBound - current < 4 && !body.isEmpty
            let piece = filler ? random.pick(FunctionPhases.fillers) : pieces.removeLast().source
            body.append(filled(piece, number: body.count + 1, &random))
        }
        return nil
    }

    private static func filled(_ piece: String, number: Int, _ random: inout SeededGenerator) -> String {
        piece.replacing("@", with: String(number)).replacing("#1", with: String(random.integer(in: 2...6)))
            .replacing("#2", with: String(random.integer(in: 3...9)))
    }

    private static func source(of body: [String], result: String) -> String {
        let lines = (["total = 0"] + body + ["return \(result)"]).flatMap { $0.split(separator: "\n") }
        return "def f(nums, text, n):\n" + lines.map { "    " + $0 }.joined(separator: "\n")
    }

    private static func input(for source: String, _ random: inout SeededGenerator) -> [Literal] {
        let numbers = (0..<random.integer(in: 2...6)).map { _ in Literal.integer(random.integer(in: 1...20)) }
        let alphabet = Array("abcdeiklmnorstu")
        let text = String((0..<random.integer(in: 3...8)).map { _ in random.pick(alphabet) })
        return [.list(numbers), .string(text), .integer(random.integer(in: 1...9))]
    }
}
