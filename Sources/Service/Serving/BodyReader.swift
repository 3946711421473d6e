import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import SequentialExecution

/// Reads a request's body within a limit of bytes and of time.
struct BodyReader: Sendable {
    let limit: Int
    /// Seconds for the whole body: a client that sends a byte now and then must not hold a connection for ever.
    let timeout: Double

    init(_ configuration: ServiceConfiguration) {
        limit = configuration.bodyLimit
        timeout = configuration.readTimeout
    }

    /// The body's object; no body is an empty one.
    /// - Throws: `RequestFailure` 413 or 408, 400 for a body that breaks HTTP's rules or is no JSON object.
    func fields(of request: Request, _ context: ServiceContext) async throws -> JSONFields {
        let bytes = try await bytes(of: request, loop: context.channel.eventLoop)
        if bytes.isEmpty { return try JSONFields(.dictionary([]), path: "") }
        if bytes.count <= Self.small { return try JSONFields(body: bytes) }
        return try await offloaded { try JSONFields(body: bytes) }
    }

    private func bytes(of request: Request, loop: any EventLoop) async throws -> [UInt8] {
        let body = request.body
        // What is announced to be far too large is not waited for.
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit + Self.patience { throw tooLarge }
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    return try await collect(body)
                } catch let error as HTTPParserError {
                    // Such as a chunk without a size: the client's fault, not the service's.
                    throw RequestFailure(.badRequest, "the body: \(error), expected chunks as HTTP has them", code: "invalid_body")
                }
            }
            group.addTask {
                // The connection's own clock: a timer of the system would wake another thread for every request.
                let deadline = loop.scheduleTask(in: .nanoseconds(Int64(timeout * 1e9))) {}
                await withTaskCancellationHandler {
                    _ = try? await deadline.futureResult.get()
                } onCancel: {
                    deadline.cancel()
                }
                try Task.checkCancellation()
                throw RequestFailure(
                    .requestTimeout, "the body: not whole after \(timeout) seconds, expected it sooner", code: "request_timeout")
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() else { return [] }
            return bytes
        }
    }

    private func collect(_ body: RequestBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var count = 0
        for try await buffer in body {
            count += buffer.readableBytes
            if count <= limit {
                bytes += buffer.readableBytesView
            } else {
                bytes = []
                // What the client is sending still is read for a while, else it would see a broken connection and no answer.
                guard count <= limit + Self.patience else { break }
            }
        }
        guard count <= limit else { throw tooLarge }
        return bytes
    }

    private var tooLarge: RequestFailure {
        RequestFailure(
            .contentTooLarge,
            "the body: found more than \(limit) bytes, expected at most \(limit); roifrl serve --body-limit sets it, in MiB",
            code: "body_too_large")
    }

    /// Bytes that are read as JSON in less time than another thread takes to wake up, or not much more.
    static let small = 16 << 10

    /// Bytes beyond the limit that are read and thrown away.
    private static let patience = 256 << 20
}
