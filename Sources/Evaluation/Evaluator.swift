import Synchronization

/// An item and its place in its suite, which names the random stream of its reply whatever else is asked beside it.
public struct EvaluationQuestion: Sendable {
    public var place: Int
    public var item: EvaluationItem

    public init(place: Int, item: EvaluationItem) {
        self.place = place
        self.item = item
    }
}

/// Runs suites: asks for replies, keeps them, grades them, sums up.
public struct Evaluator {
    /// What answers: the model, an endpoint, a file of stored replies or a test's script stands behind it. It gives every question's reply
    /// as it comes, in any order and from any thread, with the question's index.
    public typealias Generate = (
        _ questions: [EvaluationQuestion], _ maxNewTokens: Int, _ onReply: @escaping @Sendable (_ index: Int, EvaluationReply) -> Void
    ) async throws -> Void

    private let generate: Generate

    public init(generate: @escaping Generate) {
        self.generate = generate
    }

    /// - Parameters:
    ///   - maxNewTokens: overrides the suite's budget.
    ///   - store: keeps replies as they come, and has those that were kept before.
    /// - Throws: what generation and the store throw; ``EvaluationError/replyCount(suite:found:expected:)``.
    public func result(
        of suite: any EvaluationSuite, maxNewTokens: Int? = nil, keeping store: (any ReplyStore)? = nil
    ) async throws -> EvaluationResult {
        let clock = ContinuousClock()
        let start = clock.now
        let items = suite.items
        let earlier = try store?.kept(of: suite) ?? KeptReplies()
        let open = items.indices.filter { earlier.replies[$0] == nil }
        let desk = Desk(earlier.replies)
        let questions = open.map { EvaluationQuestion(place: $0, item: items[$0]) }
        try await generate(questions, maxNewTokens ?? suite.maxNewTokens) { index, reply in
            guard open.indices.contains(index) else { return }
            desk.take(reply, at: open[index]) {
                try store?.keep(reply, to: items[open[index]], at: open[index], of: suite, seconds: (clock.now - start) / .seconds(1))
            }
        }
        let replies = try desk.replies()
        guard replies.count == items.count else {
            throw EvaluationError.replyCount(suite: suite.name, found: replies.count, expected: items.count)
        }
        var result = EvaluationResult(suite: suite, replies: replies, seconds: 0)
        result.seconds = earlier.seconds + (clock.now - start) / .seconds(1)
        try store?.keep(verdicts: result)
        return result
    }

    /// Takes replies from any thread.
    private final class Desk: Sendable {
        private struct State {
            var replies: [Int: EvaluationReply]
            var problem: (any Error)?
        }
        private let state: Mutex<State>

        init(_ replies: [Int: EvaluationReply]) { state = Mutex(State(replies: replies)) }

        /// The first problem of keeping one is thrown with the replies: whoever brings them cannot handle it.
        func take(_ reply: EvaluationReply, at place: Int, keep: () throws -> Void) {
            let result = Result { try keep() }
            state.withLock { state in
                state.replies[place] = reply
                if case .failure(let error) = result, state.problem == nil { state.problem = error }
            }
        }

        /// In the order of their places.
        func replies() throws -> [EvaluationReply] {
            let (replies, problem) = state.withLock { ($0.replies, $0.problem) }
            if let problem { throw problem }
            return replies.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

/// Replies that an earlier, interrupted run was given.
public struct KeptReplies: Sendable {
    /// By place in the suite.
    public var replies: [Int: EvaluationReply]
    /// Wall time that they took.
    public var seconds: Double

    public init(replies: [Int: EvaluationReply] = [:], seconds: Double = 0) {
        self.replies = replies
        self.seconds = seconds
    }
}

/// Keeps replies, so that what was paid for once is never asked for again.
public protocol ReplyStore: Sendable {
    /// The answered items of a suite, as far as their questions are the same as then.
    func kept(of suite: any EvaluationSuite) throws -> KeptReplies
    /// Keeps one reply; called from any thread.
    /// - Parameter seconds: since this run began with the suite.
    func keep(_ reply: EvaluationReply, to item: EvaluationItem, at place: Int, of suite: any EvaluationSuite, seconds: Double) throws
    /// Adds what the graders say.
    func keep(verdicts result: EvaluationResult) throws
}
