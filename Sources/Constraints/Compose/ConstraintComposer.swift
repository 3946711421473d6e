/// Puts constraints to requests: one to six that do not conflict, with arguments and wordings drawn from a seed.
public struct ConstraintComposer: Sendable {
    private var generator: SplitMix64
    private let definitions: [ConstraintDefinition]
    private let suite: ConstraintSuite
    private let range: ClosedRange<Int>

    /// - Parameters:
    ///   - count: how many constraints a prompt gets; fewer where no further one fits.
    ///   - ids: the constraints to choose from; empty for the whole suite.
    public init(seed: UInt64, suite: ConstraintSuite = .iftrain, count: ClosedRange<Int> = 1...6, ids: Set<String> = []) {
        generator = SplitMix64(seed: seed)
        self.suite = suite
        range = max(1, count.lowerBound)...max(1, count.upperBound)
        definitions = ConstraintRegistry.definitions(of: suite).filter { ids.isEmpty || ids.contains($0.id) }
    }

    /// A request with its constraints.
    public struct Composition: Sendable {
        public var prompt: String
        public var constraints: [Constraint]
    }

    /// Nil where no definition could be instantiated.
    public mutating func compose(request: String) -> Composition? {
        let wanted = Int.random(in: range, using: &generator)
        var constraints: [Constraint] = []
        var sentences: [String] = []
        var words = ArgumentDraw.plainWords.filter { !request.lowercased().contains($0) }
        for _ in 0..<(wanted * 30) where constraints.count < wanted && !definitions.isEmpty {
            let definition = definitions[Int.random(in: 0..<definitions.count, using: &generator)]
            guard !constraints.contains(where: { ConstraintConflicts.conflict($0.id, definition.id) }) else { continue }
            var draw = ArgumentDraw(seed: generator.next(), request: request, words: words)
            let arguments = ConstraintArguments(id: definition.id, entries: definition.draw(&draw).map { (name: $0.0, value: $0.1) })
            guard let constraint = try? Constraint(suite: suite, id: definition.id, arguments: arguments) else { continue }
            let used = arguments.value.json
            words.removeAll { used.contains($0) }
            sentences.append(definition.sentence(wording: Int.random(in: 0..<64, using: &generator), arguments: arguments))
            constraints.append(constraint)
        }
        guard !constraints.isEmpty else { return nil }
        return Composition(prompt: ([request] + sentences).joined(separator: "\n"), constraints: constraints)
    }
}

/// Recognises prompts that share a run of words with benchmark prompts.
public struct Decontaminator: Sendable {
    private let length: Int
    private var runs: Set<[Piece]> = []

    /// - Parameter length: words in a run; a shorter prompt counts as one run.
    public init(length: Int = 8) { self.length = max(1, length) }

    /// Adds a prompt that must not be trained on.
    public mutating func exclude(_ prompt: String) { runs.formUnion(Self.runs(of: prompt, length)) }

    /// Whether a prompt shares a run of words with an excluded one, case and marks aside.
    public func isContaminated(_ prompt: String) -> Bool { Self.runs(of: prompt, length).contains { runs.contains($0) } }

    private static func runs(of prompt: String, _ length: Int) -> [[Piece]] {
        let words = Scalars(prompt)[...].lowered[...].runs { $0.isWordCharacter }
        guard words.count > length else { return words.isEmpty ? [] : [words] }
        return (0...(words.count - length)).map { Array(words[$0..<($0 + length)]) }
    }
}
