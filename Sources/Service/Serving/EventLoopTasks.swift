import HTTPTypes
import Hummingbird
import NIOCore

/// Runs tasks on an event loop's thread.
final class EventLoopTasks: TaskExecutor {
    private let loop: any EventLoop

    init(loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Sends requests that may take long to Swift's shared threads: while one holds up the thread of the connections, all others wait.
struct SharedThreadsMiddleware: RouterMiddleware {
    typealias Context = ServiceContext
    /// Bodies of a few KiB are answered where they arrive.
    let exceptForBriefBodies: Bool

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        if exceptForBriefBodies, let length = request.headers[.contentLength].flatMap(Int.init), length <= BodyReader.small {
            return try await next(request, context)
        }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await next(request, context) }
    }
}
