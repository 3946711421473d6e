/// What a verifier says of one reply: the number that is learned from, and the parts it was made of.
public struct Reward: Sendable, Codable, Equatable {
    /// One verdict that went into a reward.
    public struct Component: Sendable, Codable, Equatable {
        /// What was checked: a constraint id, `output`, `statistics`.
        public var name: String
        public var value: Double
        public var weight: Double
        /// What was counted and what was required, for people.
        public var evidence: String

        public init(name: String, value: Double, weight: Double = 1, evidence: String = "") {
            self.name = name
            self.value = value
            self.weight = weight
            self.evidence = evidence
        }
    }

    public var value: Double
    public var components: [Component]

    public init(value: Double, components: [Component] = []) {
        self.value = value
        self.components = components
    }
}

/// Scores a reply to one prompt. Pure: the same text always gives the same reward.
public protocol Verifier: Sendable {
    func reward(for response: String) -> Reward
    /// The rewards of several replies. A verifier that waits for something outside, such as a judge, waits for all of them at once.
    func rewards(for responses: [String]) -> [Reward]
}

extension Verifier {
    public func rewards(for responses: [String]) -> [Reward] { responses.map { reward(for: $0) } }
}
