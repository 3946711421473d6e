import Evaluation
import Foundation
import Generation
import Rollouts
import Synchronization
import Testing
import Tokenization
import Training

/// The model of this process as what answers benchmarks.
@Suite struct ModelResponderTests {
    private func responder() throws -> ModelResponder {
        let tokenizer = try TinyWorld.tokenizer().tokenizer()
        let chat = ChatFormat(
            tokenizer: tokenizer, template: try ChatTemplate(configuration: tokenizer.configuration), stopTokens: [])
        let engine = try GenerationEngine(
            policy: try TinyWorld.policy(vocabulary: tokenizer.vocabularySize), configuration: .init(maximumRows: 8))
        return ModelResponder(engine: engine, chat: chat, sampling: .init(temperature: 1, seed: 3))
    }

    private func replies(to questions: [EvaluationQuestion]) throws -> [Int: EvaluationReply] {
        let replies = Mutex<[Int: EvaluationReply]>([:])
        try responder().answer(questions, maxNewTokens: 12) { index, reply in replies.withLock { $0[index] = reply } }
        return replies.withLock { $0 }
    }

    private let questions = (0..<6).map { place in
        EvaluationQuestion(
            place: place,
            item: EvaluationItem(
                id: "\(place)", messages: [ChatMessage(role: "user", content: "question \(place)")],
                grader: StatedAnswerGrader(answer: "")))
    }

    /// What makes an interrupted evaluation end with the same table.
    @Test func aReplyDependsOnItsPlaceAndNotOnItsCompany() throws {
        let all = try replies(to: questions)
        #expect(all.count == 6)
        #expect(Set(all.values.map(\.text)).count == 6)
        let rest = try replies(to: Array(questions[3...]))
        #expect([rest[0], rest[1], rest[2]] == [all[3], all[4], all[5]])
    }

    @Test func aPromptThatDoesNotFitIsLeftUnanswered() throws {
        var questions = questions
        questions[2].item.messages[0].content = String(repeating: "x", count: 600)
        let all = try replies(to: questions)
        #expect(all.count == 6)
        #expect(all[2]?.failure?.hasSuffix("tokens, the model's context 512") == true)
        #expect(all[1]?.failure == nil)
        let whole = try replies(to: self.questions)
        #expect(all[3] == whole[3])
    }
}
