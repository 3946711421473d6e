/// Writes short texts that follow given constraints: proof that a composed prompt can be followed, and supervised replies.
///
/// A plan made from the constraints steers the text; the constraints' own checks have the last word.
public struct ConstraintSatisfier: Sendable {
    private var writer: ReplyWriter
    private let resources: TextResources
    private let attempts: Int

    /// - Parameters:
    ///   - topic: what the text is about, a noun.
    ///   - attempts: how many texts are tried.
    public init(topic: String, seed: UInt64, resources: TextResources, attempts: Int = 60) {
        writer = ReplyWriter(topic: topic, seed: seed, resources: resources)
        self.resources = resources
        self.attempts = attempts
    }

    /// A text that follows all constraints, or nil where none was found.
    public mutating func reply(to constraints: [Constraint]) -> String? {
        guard let plan = ReplyPlan(constraints) else { return nil }
        for attempt in 0..<attempts {
            let reply = plan.fixed ?? writer.write(plan, size: 1 + attempt % 4)
            let text = Text(reply, resources: resources)
            if !text.all.isBlank, constraints.allSatisfy({ $0.verdict(on: text).followed }) { return reply }
            if plan.fixed != nil { return nil }
        }
        return nil
    }
}
