/// Runs suites: asks for replies, grades them, sums up.
public struct Evaluator {
    /// Answers items, one reply each, in order. The model, an endpoint, a file of stored replies or a test's script stands behind it.
    public typealias Generate = (_ items: [EvaluationItem], _ maxNewTokens: Int) async throws -> [EvaluationReply]

    private let generate: Generate
    /// Called after each suite's replies have come, with the suite's name: for a progress line.
    private let onProgress: (String) -> Void

    public init(generate: @escaping Generate, onProgress: @escaping (String) -> Void = { _ in }) {
        self.generate = generate
        self.onProgress = onProgress
    }

    /// - Parameter maxNewTokens: overrides the budget that the suite's protocol names.
    /// - Throws: what generation throws; ``EvaluationError/replyCount(suite:found:expected:)``.
    public func result(of suite: any EvaluationSuite, maxNewTokens: Int? = nil) async throws -> EvaluationResult {
        let clock = ContinuousClock()
        let start = clock.now
        let items = suite.items
        let replies = try await generate(items, maxNewTokens ?? suite.maxNewTokens)
        guard replies.count == items.count else {
            throw EvaluationError.replyCount(suite: suite.name, found: replies.count, expected: items.count)
        }
        onProgress(suite.name)
        return EvaluationResult(suite: suite, replies: replies, seconds: (clock.now - start) / .seconds(1))
    }
}
