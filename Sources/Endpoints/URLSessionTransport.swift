import Dispatch
public import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// HTTP by Foundation's own client.
public struct URLSessionTransport: HTTPTransport {
    private let session: URLSession

    /// - Parameter connections: connections to one service at once; a request beyond them waits, and its time runs.
    public init(connections: Int = 8) {
        let configuration = URLSessionConfiguration.default
        configuration.httpMaximumConnectionsPerHost = max(connections, 1)
        configuration.urlCache = nil
        session = URLSession(configuration: configuration)
    }

    public func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = body
        return try send(request, to: url, headers: headers, timeout: timeout)
    }

    /// Fetches what lies at an address.
    /// - Throws: ``EndpointError/unreachable(url:reason:)``.
    func get(_ url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
        try send(URLRequest(url: url), to: url, headers: headers, timeout: timeout)
    }

    private func send(_ request: URLRequest, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
        var request = request
        request.timeoutInterval = timeout
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let outcome = Outcome()
        let task = session.dataTask(with: request) { data, response, error in
            outcome.set(Self.answer(data, response, error, url))
        }
        task.resume()
        guard let result = outcome.wait(seconds: timeout + 1) else {
            task.cancel()
            throw EndpointError.unreachable(url: url.absoluteString, reason: "no answer within \(timeout) s")
        }
        return try result.get()
    }

    private static func answer(_ data: Data?, _ response: URLResponse?, _ error: (any Error)?, _ url: URL) -> Result<HTTPAnswer, any Error>
    {
        guard let response = response as? HTTPURLResponse else {
            return .failure(
                EndpointError.unreachable(url: url.absoluteString, reason: error?.localizedDescription ?? "the connection ended"))
        }
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
        return .success(HTTPAnswer(status: response.statusCode, headers: headers, body: data ?? Data()))
    }

    /// A result that one thread waits for and another brings.
    private final class Outcome: Sendable {
        private let result = Mutex<Result<HTTPAnswer, any Error>?>(nil)
        private let arrived = DispatchSemaphore(value: 0)

        func set(_ value: Result<HTTPAnswer, any Error>) {
            result.withLock { $0 = value }
            arrived.signal()
        }

        func wait(seconds: Double) -> Result<HTTPAnswer, any Error>? {
            guard arrived.wait(timeout: .now() + seconds) == .success else { return nil }
            return result.withLock { $0 }
        }
    }
}
