public import Endpoints
import Foundation
import Rollouts

/// A model behind an OpenAI-compatible endpoint that answers the items of benchmarks.
///
/// A request that fails is sent again as the endpoint's retry policy says; an item whose request fails for good is unanswered, and the
/// others go on. Only where not one of the first requests is answered is nothing more asked for.
public struct EndpointResponder: Sendable {
    /// How replies are drawn.
    public struct Sampling: Sendable, Equatable {
        /// 0 is greedy.
        public var temperature: Double
        /// 0 leaves it out of the request.
        public var topK: Int
        /// 1 leaves it out of the request.
        public var topP: Double
        /// Each item's seed is this one plus the item's place.
        public var seed: UInt64
        /// Further members of every request, a JSON object, such as `{"chat_template_kwargs": {"enable_thinking": false}}`.
        public var fields: String?

        public init(temperature: Double = 0, topK: Int = 0, topP: Double = 1, seed: UInt64 = 0, fields: String? = nil) {
            self.temperature = temperature
            self.topK = topK
            self.topP = topP
            self.seed = seed
            self.fields = fields
        }
    }

    private let client: EndpointClient
    private let sampling: Sampling

    public init(client: EndpointClient, sampling: Sampling = Sampling()) {
        self.client = client
        self.sampling = sampling
    }

    /// Asks for all replies; blocks the calling thread.
    /// - Parameter onReply: called with a question's index as its reply comes, from any thread.
    /// - Throws: ``EvaluationError/noReplies(failures:reason:)``.
    public func answer(
        _ questions: [EvaluationQuestion], maxNewTokens: Int, onReply: @escaping @Sendable (Int, EvaluationReply) -> Void
    ) throws {
        // As many as are under way at once, and a few more: enough to tell a dead endpoint from one that stumbles.
        let sample = 2 * client.endpoint.concurrency
        let trial = min(questions.count, sample)
        let failures = ask(questions[..<trial], maxNewTokens, onReply)
        if let last = failures.last, failures.count == trial, failures.allSatisfy({ Self.isDead($0, isSample: trial == sample) }) {
            throw EvaluationError.noReplies(failures: trial, reason: last.localizedDescription)
        }
        _ = ask(questions[trial...], maxNewTokens, onReply)
    }

    /// Whether a failure speaks for a dead endpoint. One that answers with an error may refuse just these questions, so it takes many of them.
    private static func isDead(_ failure: any Error, isSample: Bool) -> Bool {
        switch failure as? EndpointError {
        case .unreachable?: return true
        case .refused(_, let status, _)?: return isSample && ![400, 413, 422].contains(status)
        default: return isSample
        }
    }

    /// - Returns: why there is no reply, for every question without one.
    private func ask(
        _ questions: ArraySlice<EvaluationQuestion>, _ maxNewTokens: Int, _ onReply: @escaping @Sendable (Int, EvaluationReply) -> Void
    ) -> [any Error] {
        let offset = questions.startIndex
        let results = client.completions(of: questions.map { request($0, maxNewTokens) }) { index, result in
            onReply(offset + index, Self.reply(result))
        }
        return results.compactMap { result in
            if case .failure(let error) = result { return error }
            return nil
        }
    }

    private func request(_ question: EvaluationQuestion, _ maxNewTokens: Int) -> ChatRequest {
        let isGreedy = sampling.temperature == 0
        return ChatRequest(
            messages: question.item.messages, temperature: sampling.temperature, maximumTokens: maxNewTokens,
            seed: Int(truncatingIfNeeded: (sampling.seed &+ UInt64(truncatingIfNeeded: question.place)) & 0x7FFF_FFFF),
            topP: isGreedy || sampling.topP >= 1 ? nil : sampling.topP, topK: isGreedy || sampling.topK == 0 ? nil : sampling.topK,
            fields: sampling.fields)
    }

    private static func reply(_ result: Result<ChatCompletion, any Error>) -> EvaluationReply {
        switch result {
        case .failure(let error): return .none(error.localizedDescription)
        case .success(let completion):
            return EvaluationReply(
                text: completion.text, tokens: completion.usage.completion > 0 ? completion.usage.completion : nil,
                finishReason: completion.finishReason == "length" ? .length : .stop)
        }
    }
}
