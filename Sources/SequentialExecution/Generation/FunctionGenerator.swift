/// Composes functions of wide semantic variety (number theory, lists, sorting, strings, words, counters, simulation, matrices, automata,
/// recursion, pairs) with complexity scores from 3 to beyond 200, and draws inputs for them.
public enum FunctionGenerator {
    /// A function with its counters, and the inputs of its test cases.
    public struct Draft: Sendable {
        public var taskID: String
        /// Named `f`, with counters: returns `(result, {tracker: count})`.
        public var function: FunctionDefinition
        public var cases: [[Literal]]
        /// The fields that its pieces come from, in order.
        public var fields: [String]
    }

    /// What the functions are made of.
    public enum Vocabulary: String, Sendable, Codable, CaseIterable {
        /// Everything that the pieces hold.
        case wide
        /// A few lines over small whole numbers and lists of them: for models of a few million parameters.
        case small
    }

    /// Functions with a lower score there are none of.
    public static let lowestScore = 3.0

    /// A function whose complexity score lies in `range`; nil where this attempt missed it.
    ///
    /// The same seed and stream give the same draft.
    /// - Parameters:
    ///   - vocabulary: what it is made of.
    ///   - cases: inputs that are drawn, none twice.
    ///   - trackers: the most counters that it gets.
    public static func draft(
        in range: Range<Double>, of vocabulary: Vocabulary = .wide, cases: Int, trackers: Int = 3, seed: UInt64, stream: Int
    ) -> Draft? {
        var random = SeededGenerator(seed: seed, stream: stream)
        if vocabulary == .small { return small(in: range, cases, trackers, &random) }
        let trackerSeed = random.next()
        let most = range.lowerBound < 15 ? 2 : random.integer(in: 2...4)
        var builder = FunctionBuilder(mostParameters: most)
        var misses = 0
        var used: Set<Int> = []
        var current: (function: FunctionDefinition, score: Double)?
        while misses < 40 {
            let score = current?.score ?? 2
            if let current, range.contains(score) { return draft(current.function, builder, cases, &random) }
            let gap = range.upperBound - score
            guard gap > 0 else { return nil }
            var extended = builder
            let number = choose(gap, range.upperBound - range.lowerBound, used, &random)
            extended.add(FunctionPieces.all[number], as: form(gap - FunctionPieces.all[number].cost, &random), &random)
            if let next = tracked(extended, trackers, trackerSeed), next.score < range.upperBound {
                builder = extended
                current = next
                used.insert(number)
            } else {
                misses += 1
            }
        }
        return nil
    }

    private static func small(in range: Range<Double>, _ cases: Int, _ trackers: Int, _ random: inout SeededGenerator) -> Draft? {
        var found: SmallFunction?
        for _ in 0..<20 where found == nil { found = SmallFunctionGenerator.function(in: range, trackers: trackers, random: &random) }
        guard let function = found else { return nil }
        let definition = function.definition
        var inputs: [[Literal]] = []
        for _ in 0..<(3 * cases) where inputs.count < cases {
            let input = function.parameters.map { SmallFunctionGenerator.value(of: $0, &random) }
            if !inputs.contains(input) { inputs.append(input) }
        }
        let name = "small-" + String(StableHash.of(PythonPrinter.source(of: definition)), radix: 16)
        return Draft(taskID: name, function: definition, cases: inputs, fields: ["small"])
    }

    /// The function so far with its counters, and its score.
    private static func tracked(_ builder: FunctionBuilder, _ limit: Int, _ seed: UInt64) -> (function: FunctionDefinition, score: Double)?
    {
        guard let function = builder.function() else { return nil }
        var random = SeededGenerator(seed: 1)
        let example = builder.parameters.map { GeneratedInput.value(for: $0.slot, isEdge: false, &random) }
        let tracked = TrackerInsertion.tracked(function, limit: limit, seed: seed, examples: [example])
        return (tracked, ComplexityScore(of: tracked).score)
    }

    /// A piece that fits into what is left of the score, rarely one that is there already.
    private static func choose(_ gap: Double, _ width: Double, _ used: Set<Int>, _ random: inout SeededGenerator) -> Int {
        let weights = FunctionPieces.all.enumerated().map { number, piece -> Double in
            guard piece.cost <= gap + 1 else { return 0.001 }
            let bulk = gap > 25 ? (piece.cost > 6 ? 1 : 0.1) : gap > 12 ? (piece.cost > 3 ? 1 : 0.3) : 1
            return bulk * (used.contains(number) ? 0.1 : 1)
        }
        return random.weighted(weights)
    }

    private static func form(_ room: Double, _ random: inout SeededGenerator) -> FunctionBuilder.Form {
        guard room > 6 else { return .plain }
        return [.plain, .guarded, .each, .helper, .repeated][random.weighted([0.55, 0.12, 0.11, 0.14, 0.08])]
    }

    private static func draft(_ function: FunctionDefinition, _ builder: FunctionBuilder, _ cases: Int, _ random: inout SeededGenerator)
        -> Draft
    {
        let source = PythonPrinter.source(of: function)
        var seen: Set<String> = []
        var inputs: [[Literal]] = []
        for attempt in 0..<(3 * cases) where inputs.count < cases {
            let edge = attempt < 2 || random.chance(0.1)
            let input = builder.parameters.map { GeneratedInput.value(for: $0.slot, isEdge: edge && random.chance(0.7), &random) }
            if seen.insert(Literal.list(input).json).inserted { inputs.append(input) }
        }
        return Draft(
            taskID: "generated-" + String(StableHash.of(source), radix: 16), function: function, cases: inputs,
            fields: builder.fields)
    }
}
