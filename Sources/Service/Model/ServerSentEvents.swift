import HTTPTypes
import Hummingbird
import NIOCore
import SequentialExecution

extension Response {
    /// Server-sent events: each value a `data:` line, `[DONE]` behind the last. What goes wrong on the way becomes a last event, since
    /// the status has been sent.
    static func events(
        _ produce: @escaping @Sendable (_ send: (Literal) async throws -> Void) async throws -> Void
    ) -> Response {
        let body = ResponseBody { writer in
            var failure: RequestFailure?
            do {
                try await produce { value in try await writer.write(ByteBuffer(string: "data: \(value.json)\n\n")) }
            } catch let error as RequestFailure {
                failure = error
            }
            try await writer.write(ByteBuffer(string: "data: \(failure?.json ?? "[DONE]")\n\n"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: body)
    }
}
