import HTTPTypes
import Hummingbird
import NIOCore
import SequentialExecution

extension Response {
    /// A JSON answer.
    static func json(_ value: Literal, status: HTTPResponse.Status = .ok) -> Response {
        text(value.json, type: "application/json", status: status)
    }

    static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A failure's answer. Where the request was not read to its end, the connection closes behind it.
    static func failure(_ failure: RequestFailure) -> Response {
        var response = text(failure.json, type: "application/json", status: failure.status)
        if let seconds = failure.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        if failure.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        guard failure.status == .contentTooLarge || failure.status == .requestTimeout else { return response }
        response.headers[.connection] = "close"
        let text = failure.json
        response.body = ResponseBody(contentLength: text.utf8.count) { writer in
            try await writer.write(ByteBuffer(string: text))
            try await writer.finish(nil)
            throw ConnectionEnd()
        }
        return response
    }
}

/// Thrown behind an answer's end: the server closes a connection whose answer ends so.
struct ConnectionEnd: Error {}
