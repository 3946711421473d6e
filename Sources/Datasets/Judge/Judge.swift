public import Endpoints
import Foundation
import Tokenization

/// A model that says how far replies follow their instructions: the reward model for R(y, C) where checks alone do not do.
public struct Judge: Sendable {
    public let client: EndpointClient
    public let rubric: JudgeRubric
    /// Most new tokens of an opinion.
    public let maximumTokens: Int

    public init(client: EndpointClient, rubric: JudgeRubric = JudgeRubric(), maximumTokens: Int = 512) {
        self.client = client
        self.rubric = rubric
        self.maximumTokens = maximumTokens
    }

    /// What is judged.
    public struct Case: Sendable {
        public var request: String
        public var requirements: [String]
        public var response: String

        public init(request: String, requirements: [String], response: String) {
            self.request = request
            self.requirements = requirements
            self.response = response
        }
    }

    /// What came of it.
    public enum Judgement: Sendable, Equatable {
        /// The mean score in 0...1, the scores by requirement, and the judge's reason.
        case score(Double, [Double], reason: String)
        /// No opinion was to be had, and why.
        case none(reason: String)
    }

    /// Judgements side by side, in order. An answer that cannot be read is asked for once more with another seed.
    public func judgements(of cases: [Case]) -> [Judgement] {
        var judgements = round(cases, seed: nil)
        let unread = judgements.indices.filter { judgements[$0].isUnreadable }
        for (index, judgement) in zip(unread, round(unread.map { cases[$0] }, seed: 1)) { judgements[index] = judgement }
        return judgements
    }

    private func round(_ cases: [Case], seed: Int?) -> [Judgement] {
        let requests = cases.map { item in
            ChatRequest(
                messages: rubric.messages(request: item.request, requirements: item.requirements, response: item.response),
                temperature: seed == nil ? 0 : 0.7, maximumTokens: maximumTokens, seed: seed)
        }
        return zip(cases, client.completions(of: requests)).map { item, result in judgement(of: item, from: result) }
    }

    private func judgement(of item: Case, from result: Result<ChatCompletion, any Error>) -> Judgement {
        switch result {
        case .failure(let error): return .none(reason: error.localizedDescription)
        case .success(let completion):
            guard let opinion = JudgeRubric.opinion(in: completion.text, requirements: item.requirements.count) else {
                return .none(reason: Judgement.unreadable)
            }
            return .score(opinion.scores.reduce(0, +) / Double(opinion.scores.count), opinion.scores, reason: opinion.reason)
        }
    }
}

extension Judge.Judgement {
    fileprivate static let unreadable = "the judge's answer holds no scores, one per requirement"

    fileprivate var isUnreadable: Bool { self == .none(reason: Self.unreadable) }
}
