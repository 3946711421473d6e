import Endpoints
import Foundation
import Synchronization

/// A network that answers as it is told, in order, and remembers what it was asked.
final class ScriptedTransport: HTTPTransport {
    enum Step: Sendable {
        case reply(String)
        case status(Int, headers: [String: String] = [:], body: String = "")
        case silence
    }

    private let steps: Mutex<[Step]>
    private let sent = Mutex<[(body: String, headers: [String: String])]>([])

    init(_ steps: [Step]) { self.steps = Mutex(steps) }

    var requests: [(body: String, headers: [String: String])] { sent.withLock { $0 } }

    func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
        sent.withLock { $0.append((String(decoding: body, as: UTF8.self), headers)) }
        let step = steps.withLock { steps in steps.isEmpty ? Step.silence : steps.removeFirst() }
        switch step {
        case .reply(let text):
            let body = try JSONSerialization.data(withJSONObject: [
                "choices": [["message": ["content": text], "finish_reason": "stop"]],
                "usage": ["prompt_tokens": 10, "completion_tokens": 3],
            ])
            return HTTPAnswer(status: 200, body: body)
        case .status(let status, let headers, let body): return HTTPAnswer(status: status, headers: headers, body: Data(body.utf8))
        case .silence: throw EndpointError.unreachable(url: url.absoluteString, reason: "silence")
        }
    }
}
