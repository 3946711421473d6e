import HTTPTypes
import Hummingbird
import Logging

/// Counts requests and measures how long they take, to the first byte of the answer.
struct CountingMiddleware: RouterMiddleware {
    typealias Context = ServiceContext
    let metrics: ServiceMetrics

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let duration = ContinuousClock.now - start
        // The pattern, not the path: a path is the client's text, and every one would be a time series.
        let route = context.endpointPath ?? "other"
        metrics.count(
            request: "\(request.method.rawValue) \(route == "NotFound" ? "other" : route)", status: response.status.code,
            seconds: Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
        return response
    }
}

/// Makes an answer of whatever went wrong, in the shape of OpenAI's errors.
struct FailureMiddleware: RouterMiddleware {
    typealias Context = ServiceContext

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return .failure(Self.failure(error, request, context))
        }
    }

    private static func failure(_ error: any Error, _ request: Request, _ context: Context) -> RequestFailure {
        switch error {
        case let failure as RequestFailure: return failure
        case is CancellationError:
            return RequestFailure(.requestTimeout, "the client left before the answer was ready", code: "client_left")
        case let error as HTTPError where error.status == .notFound:
            return .notFound("found no \(request.method.rawValue) \(request.uri.path), expected an endpoint of the service")
        case let error as HTTPError:
            return RequestFailure(error.status, error.body ?? error.status.reasonPhrase)
        default:
            context.logger.error("request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return RequestFailure(.internalServerError, "the service failed: \(error)", code: "internal_error")
        }
    }
}

/// Asks for the bearer key on everything but `/health`.
struct KeyMiddleware: RouterMiddleware {
    typealias Context = ServiceContext
    let key: String

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard request.uri.path != "/health" else { return try await next(request, context) }
        guard let header = request.headers[.authorization] else {
            throw RequestFailure(.unauthorized, "found no Authorization header, expected \"Bearer KEY\"", code: "missing_api_key")
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", Self.areEqual(String(parts[1]), key) else {
            throw RequestFailure(.unauthorized, "found another key, expected the service's", code: "invalid_api_key")
        }
        return try await next(request, context)
    }

    /// Takes as long for a key that differs early as for one that differs late.
    static func areEqual(_ offered: String, _ key: String) -> Bool {
        let (offered, key) = (Array(offered.utf8), Array(key.utf8))
        var difference = UInt8(offered.count == key.count ? 0 : 1)
        for index in key.indices { difference |= key[index] ^ (index < offered.count ? offered[index] : 0) }
        return difference == 0
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
