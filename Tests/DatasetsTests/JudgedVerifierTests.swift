import Constraints
import Datasets
import Endpoints
import Foundation
import Rollouts
import Synchronization
import Testing
import Tokenization

struct JudgedVerifierTests {
    /// Answers every question with the same text and remembers the questions.
    private final class OneAnswer: HTTPTransport {
        let text: String
        private let bodies = Mutex<[String]>([])
        init(_ text: String) { self.text = text }
        var questions: [String] { bodies.withLock { $0 } }

        func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
            bodies.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
            return HTTPAnswer(
                status: 200, body: try JSONSerialization.data(withJSONObject: ["choices": [["message": ["content": text]]]]))
        }
    }

    private func verifier(_ transport: OneAnswer, weight: Double) throws -> JudgedVerifier {
        let truth = try GroundTruth(
            parsing: "[{'instruction_id': ['punctuation:no_comma', 'startend:quotation'], 'kwargs': [None, None]}]")
        let url = try #require(URL(string: "http://127.0.0.1:1/v1"))
        return JudgedVerifier(
            verifier: ConstraintVerifier(groundTruth: truth, resources: .none),
            judge: Judge(client: EndpointClient(Endpoint(url: url, model: "m"), transport: transport)), request: "Say {response}.",
            weight: weight)
    }

    @Test(arguments: [(0.0, 0.5), (0.25, 0.5625), (1.0, 0.75)])
    func rewardsAreCombinedByWeight(weight: Double, wanted: Double) throws {
        let transport = OneAnswer(#"Thinking {x}. {"scores": [1, 0.5], "reason": "half"}"#)
        let reward = try verifier(transport, weight: weight).reward(for: "no quotes here")
        #expect(reward.value == wanted)
        #expect(transport.questions.count == (weight == 0 ? 0 : 1))
        if weight > 0 { #expect(reward.components.last?.evidence == "scores 1.0, 0.5; half") }
    }

    @Test func theQuestionHoldsRequestRequirementsAndReply() throws {
        let transport = OneAnswer(#"{"scores": [1, 1]}"#)
        _ = try verifier(transport, weight: 1).reward(for: "<think>x</think>{request} it is")
        let question = try #require(transport.questions.first)
        // What stands in a request or a reply is never taken for a place of the template.
        #expect(question.contains("Say {response}."))
        #expect(question.contains("{request} it is"))
        #expect(question.contains("1. Do not use any commas."))
        #expect(!question.contains("<think>"))
    }

    @Test(arguments: ["no idea", #"{"scores": [1]}"#, #"{"scores": ["a", "b"]}"#])
    func withoutAnOpinionTheChecksStandAlone(answer: String) throws {
        let transport = OneAnswer(answer)
        let reward = try verifier(transport, weight: 0.5).reward(for: "no quotes here")
        #expect(reward.value == 0.5)
        #expect(transport.questions.count == 2)
        #expect(reward.components.last?.weight == 0)
        #expect(reward.components.last?.evidence == "no opinion: the judge's answer holds no scores, one per requirement")
    }

    @Test func promptsOfATrainingFileAreJudgedWithTheirRequest() throws {
        var configuration = Judge.Configuration()
        #expect(try configuration.make() == nil)
        (configuration.url, configuration.model) = ("http://127.0.0.1:1/v1", "m")
        let transport = OneAnswer(#"{"scores": [0, 0]}"#)
        let judge = try #require(try configuration.make(transport: transport))
        let plain = Prompt(
            id: "1", source: "ca", messages: [ChatMessage(role: "user", content: "Tell of tides.")],
            verifier: try verifier(transport, weight: 0).verifier)
        let prompts = [plain].judged(by: judge, weight: configuration.weight)
        let rewards = prompts[0].verifier.rewards(for: ["no quotes here", ""])
        #expect(rewards.map(\.value) == [0.25, 0])
        #expect(transport.questions.count == 1)
        #expect(transport.questions[0].contains("Tell of tides."))
        configuration.url = "judge.example"
        #expect(throws: EndpointError.badAddress("judge.example")) { try configuration.make() }
    }

    @Test func aBlankAnswerIsNotJudged() throws {
        let transport = OneAnswer(#"{"scores": [1, 1]}"#)
        #expect(try verifier(transport, weight: 1).reward(for: "<think>x</think> ").value == 0)
        #expect(transport.questions.isEmpty)
    }
}
