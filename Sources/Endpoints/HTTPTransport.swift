public import Foundation

/// An answer to an HTTP request.
public struct HTTPAnswer: Sendable, Equatable {
    public var status: Int
    /// By name in lower case.
    public var headers: [String: String]
    public var body: Data

    public init(status: Int, headers: [String: String] = [:], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Sends one request and waits for its answer: the door to the network, which a test replaces.
public protocol HTTPTransport: Sendable {
    /// Blocks the calling thread, at most about `timeout` seconds.
    /// - Throws: ``EndpointError/unreachable(url:reason:)``.
    func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer
}
