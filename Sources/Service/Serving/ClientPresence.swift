import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Stands in a connection's pipeline. It notes when the client has left: it closed its side, or the connection broke. And it ends a
/// connection on which no whole head of a request arrives.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    let watch = ConnectionWatch()
    private let headTimeout: TimeAmount
    private var deadline: Scheduled<Void>?

    init(headTimeout: TimeAmount) { self.headTimeout = headTimeout }

    func handlerAdded(context: ChannelHandlerContext) {
        let loop = context.eventLoop.assumeIsolated()
        deadline = loop.scheduleTask(in: headTimeout) { [self] in refuse(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deadline?.cancel()
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { watch.close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        watch.close()
        context.fireChannelInactive()
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let failure = RequestFailure(
            .requestTimeout, "the head of a request: not whole in time, expected it sooner", code: "request_timeout")
        let fields: HTTPFields = [.contentType: "application/json", .connection: "close", .contentLength: "\(failure.json.utf8.count)"]
        context.write(wrapOutboundOut(.head(HTTPResponse(status: failure.status, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: failure.json))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}

/// Whether a connection's client is still there.
final class ConnectionWatch: Sendable {
    private struct State {
        var isClosed = false
        var nextWaiter = 0
        var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.finish() }
    }

    /// Returns when the client has left or the task is cancelled.
    func waitForClose() async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let waiter: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = continuation
            return state.nextWaiter
        }
        guard let waiter else { return }
        for await _ in stream {}
        _ = state.withLock { $0.waiters.removeValue(forKey: waiter) }
    }
}

extension ServiceContext {
    /// Does the work, and calls `leaving` once if the client leaves meanwhile.
    func whileClientStays<Value: Sendable>(
        leaving: @escaping @Sendable () async -> Void, _ work: () async throws -> Value
    ) async throws -> Value {
        guard let watch = try? await connectionWatch() else { return try await work() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await watch.waitForClose()
                if !Task.isCancelled { await leaving() }
            }
            defer { group.cancelAll() }
            return try await work()
        }
    }

    private func connectionWatch() async throws -> ConnectionWatch {
        let channel = channel
        let find: @Sendable () throws -> ConnectionWatch = { try channel.pipeline.syncOperations.handler(type: ClientPresence.self).watch }
        return channel.eventLoop.inEventLoop ? try find() : try await channel.eventLoop.submit(find).get()
    }
}
