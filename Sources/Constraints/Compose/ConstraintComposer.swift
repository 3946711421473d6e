import SeededRandom

/// Puts constraints to requests: one to six that do not conflict, with arguments and wordings drawn from a seed.
///
/// Every composition comes with a text that follows all its constraints: what no such text was found for is drawn anew.
public struct ConstraintComposer: Sendable {
    private var generator: SplitMix64
    private let definitions: [ConstraintDefinition]
    private let suite: ConstraintSuite
    /// How many constraints a prompt gets; nil where not even the least number of them may stand together.
    private let range: ClosedRange<Int>?
    private let resources: TextResources

    /// Draws of one request before it is given up.
    private static let draws = 40

    /// - Parameters:
    ///   - count: how many constraints a prompt gets.
    ///   - ids: the constraints to choose from; empty for the whole suite.
    ///   - resources: language data; the text that follows the constraints is judged with them.
    public init(
        seed: UInt64, suite: ConstraintSuite = .iftrain, count: ClosedRange<Int> = 1...6, ids: Set<String> = [],
        resources: TextResources
    ) {
        generator = SplitMix64(seed: seed)
        self.suite = suite
        definitions = ConstraintRegistry.definitions(of: suite).filter { ids.isEmpty || ids.contains($0.id) }
        let wanted = max(1, count.lowerBound)...max(1, count.upperBound)
        let most = ConstraintConflicts.mostTogether(of: Set(definitions.map(\.id)), upTo: wanted.upperBound)
        range = most < wanted.lowerBound ? nil : wanted.lowerBound...most
        self.resources = resources
    }

    /// A request with its constraints.
    public struct Composition: Sendable {
        /// The request and, line by line, the constraints in words.
        public var prompt: String
        public var constraints: [Constraint]
        /// A text that follows all of them.
        public var reply: String
    }

    /// Nil where nothing that can be followed was found, or fewer constraints than the least number fit together.
    public mutating func compose(request: String) -> Composition? {
        guard let range else { return nil }
        var wanted = Int.random(in: range, using: &generator)
        for attempt in 0..<Self.draws {
            // A large number that does not come about makes way for a smaller one.
            if attempt % 8 == 7 { wanted = max(range.lowerBound, wanted - 1) }
            guard let composition = draw(wanted, request) else { continue }
            return composition
        }
        return nil
    }

    private mutating func draw(_ wanted: Int, _ request: String) -> Composition? {
        var constraints: [Constraint] = []
        var sentences: [String] = []
        let lower = request.lowercased()
        var words = ArgumentDraw.plainWords.filter { !lower.contains($0) }
        for _ in 0..<(wanted * 30) where constraints.count < wanted && !definitions.isEmpty {
            let definition = definitions[Int.random(in: 0..<definitions.count, using: &generator)]
            guard wanted == 1 || !ConstraintConflicts.standsAlone(definition.id),
                !constraints.contains(where: { ConstraintConflicts.conflict($0.id, definition.id) })
            else { continue }
            var draw = ArgumentDraw(seed: generator.next(), request: request, words: words)
            let arguments = ConstraintArguments(id: definition.id, entries: definition.draw(&draw).map { (name: $0.0, value: $0.1) })
            guard let constraint = try? Constraint(suite: suite, id: definition.id, arguments: arguments) else { continue }
            let used = arguments.value.json
            words.removeAll { used.contains($0) }
            sentences.append(definition.sentence(wording: Int.random(in: 0..<1 << 20, using: &generator), arguments: arguments))
            constraints.append(constraint)
        }
        guard constraints.count == wanted else { return nil }
        var satisfier = ConstraintSatisfier(topic: "lesson", seed: generator.next(), resources: resources, attempts: 12)
        guard let reply = satisfier.reply(to: constraints),
            GroundTruth(ConstraintSet(constraints)).score(reply, resources: resources).value == 1
        else { return nil }
        return Composition(prompt: ([request] + sentences).joined(separator: "\n"), constraints: constraints, reply: reply)
    }
}
