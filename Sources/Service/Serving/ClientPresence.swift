import NIOCore
import NIOHTTPTypes
import Synchronization

/// Stands in a connection's pipeline and notes when the client has left: it closed its side, or the connection broke.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    let watch = ConnectionWatch()

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { watch.close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        watch.close()
        context.fireChannelInactive()
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
        let channel = channel
        let watch = try? await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: ClientPresence.self).watch
        }.get()
        guard let watch else { return try await work() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await watch.waitForClose()
                if !Task.isCancelled { await leaving() }
            }
            defer { group.cancelAll() }
            return try await work()
        }
    }
}
