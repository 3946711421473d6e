import ArgumentParser
import Endpoints
import Foundation

/// The options that name an OpenAI-compatible endpoint to be evaluated, and how it is asked.
struct EvalEndpointOptions: ParsableArguments {
    @Option(help: "An OpenAI-compatible endpoint to evaluate, such as http://127.0.0.1:8000/v1.")
    var endpoint: String?
    @Option(help: "The model's name at the endpoint. (default: the first that it lists)")
    var endpointModel: String?
    @Option(help: "The environment variable with the endpoint's key.")
    var endpointKeyVariable = "OPENAI_API_KEY"
    @Option(help: "Requests under way at once.")
    var endpointConcurrency = 8
    @Option(help: "Times a request is sent where the endpoint fails.")
    var endpointAttempts = 5
    @Option(help: "Longest wait for a reply in seconds.")
    var endpointTimeout = 600.0
    @Option(help: "Further members of every request as a JSON object, such as '{\"chat_template_kwargs\": {\"enable_thinking\": false}}'.")
    var endpointFields: String?

    func validate() throws {
        guard endpoint != nil else { return }
        guard endpointTimeout > 0 else { throw ValidationError("--endpoint-timeout: found \(endpointTimeout), expected more than 0") }
        guard endpointAttempts > 0, endpointConcurrency > 0 else {
            throw ValidationError("--endpoint-attempts and --endpoint-concurrency: expected 1 or more")
        }
        if let endpointFields, (try? JSONSerialization.jsonObject(with: Data(endpointFields.utf8))) as? [String: Any] == nil {
            throw ValidationError("--endpoint-fields: found '\(endpointFields)', expected a JSON object")
        }
    }

    /// - Throws: `EndpointError`, where no model is named also because the endpoint lists none.
    func client() throws -> EndpointClient {
        let url = try Endpoint.url(endpoint ?? "")
        let key = ProcessInfo.processInfo.environment[endpointKeyVariable]
        let model = try endpointModel ?? Endpoint.firstModel(at: url, key: key)
        return EndpointClient(
            Endpoint(
                url: url, model: model, key: key, timeout: endpointTimeout, concurrency: endpointConcurrency,
                retry: RetryPolicy(attempts: endpointAttempts)))
    }
}
