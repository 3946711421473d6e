public import Foundation

/// A service that speaks OpenAI's chat completions protocol: a hosted model, or vLLM, llama.cpp, SGLang on one's own machine.
public struct Endpoint: Sendable, Equatable {
    /// The folder of the interface, such as `http://127.0.0.1:8000/v1`; `/chat/completions` is added.
    public var url: URL
    /// The model's name there.
    public var model: String
    /// The bearer token; nil sends none.
    public var key: String?
    /// Longest wait for one answer, in seconds.
    public var timeout: Double
    /// Requests under way at once, at least 1.
    public var concurrency: Int
    public var retry: RetryPolicy

    public init(
        url: URL, model: String, key: String? = nil, timeout: Double = 60, concurrency: Int = 8, retry: RetryPolicy = RetryPolicy()
    ) {
        self.url = url
        self.model = model
        self.key = key
        self.timeout = timeout
        self.concurrency = max(1, concurrency)
        self.retry = retry
    }
}
