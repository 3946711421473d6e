public import Endpoints
import Foundation

extension Judge {
    /// Where a judge is found and how it is asked.
    public struct Configuration: Sendable, Equatable {
        /// The endpoint, such as `http://127.0.0.1:8000/v1`; nil: no judge.
        public var url: String?
        /// The model's name there.
        public var model: String?
        /// The judge's share of the reward, 0 to 1; 1 leaves the checks out.
        public var weight = 0.5
        /// A file with instructions for the judge; nil: the standard ones.
        public var rubric: String?
        /// The environment variable with the endpoint's key.
        public var keyVariable = "OPENAI_API_KEY"
        /// A folder that keeps opinions; nil: none are kept.
        public var cache: String?
        /// Longest wait for an opinion in seconds.
        public var timeout = 60.0
        /// Times an opinion is asked for where the endpoint fails.
        public var attempts = 4
        /// Opinions under way at once.
        public var concurrency = 8
        /// Most requests; nil: as many as it takes.
        public var requests: Int?

        public init() {}

        /// The judge, nil where none is named.
        /// - Throws: `EndpointError`, or `DatasetError` where the rubric cannot be read.
        public func make(transport: any HTTPTransport = URLSessionTransport()) throws -> Judge? {
            guard let url, let model else { return nil }
            guard let address = URL(string: url), address.scheme == "http" || address.scheme == "https", address.host != nil else {
                throw EndpointError.badAddress(url)
            }
            let endpoint = Endpoint(
                url: address, model: model, key: ProcessInfo.processInfo.environment[keyVariable], timeout: timeout,
                concurrency: concurrency, retry: RetryPolicy(attempts: attempts))
            let client = EndpointClient(
                endpoint, transport: transport, cache: try cache.map { try CompletionCache(folder: $0) },
                budget: EndpointBudget(requests: requests))
            return Judge(client: client, rubric: JudgeRubric(template: try rubric.map(Self.text)))
        }

        private static func text(of path: String) throws -> String {
            do { return try String(contentsOf: URL(filePath: path), encoding: .utf8) } catch {
                throw DatasetError.unreadable(path: path, reason: error.localizedDescription)
            }
        }
    }
}
