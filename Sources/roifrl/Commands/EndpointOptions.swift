import ArgumentParser
import Endpoints
import Foundation

/// The options that name a language model behind an OpenAI-compatible endpoint, and what may be asked of it.
struct EndpointOptions: ParsableArguments {
    @Option(help: "An OpenAI-compatible endpoint whose model does the work, such as http://127.0.0.1:8000/v1.")
    var endpoint: String?
    @Option(help: "The model's name there.")
    var model: String?
    @Option(help: "The environment variable with the endpoint's key.")
    var keyVariable = "OPENAI_API_KEY"
    @Option(help: "Requests under way at once.")
    var concurrency = 8
    @Option(help: "Longest wait for an answer in seconds.")
    var timeout = 300.0
    @Option(help: "Times a request is sent where the endpoint fails, with longer and longer waits.")
    var attempts = 6
    @Option(help: "Most seconds between two of them.")
    var longestWait = 60.0
    @Option(help: "0 takes the most probable token each time; some hosted models take nothing but 1.")
    var temperature = 1.0
    @Option(help: "Most new tokens of an answer. (default: the service's)")
    var maxTokens: Int?
    @Option(help: "Most requests of this call of the command.")
    var budgetRequests: Int?
    @Option(help: "Most tokens of this call of the command, prompts and answers together.")
    var budgetTokens: Int?
    @Option(help: "Most money of this call of the command, at --prompt-price and --completion-price.")
    var budgetCost: Double?
    @Option(help: "What a million tokens of prompts cost.")
    var promptPrice = 0.0
    @Option(help: "What a million tokens of answers cost.")
    var completionPrice = 0.0

    func validate() throws {
        guard endpoint != nil else { return }
        guard model != nil else { throw ValidationError("--endpoint needs --model, the model's name there") }
        guard concurrency > 0, attempts > 0 else { throw ValidationError("--concurrency and --attempts: expected 1 or more") }
        guard timeout > 0, longestWait >= 0 else { throw ValidationError("--timeout: found \(timeout), expected more than 0") }
        guard budgetCost == nil || promptPrice + completionPrice > 0 else {
            throw ValidationError("--budget-cost needs --prompt-price and --completion-price, the prices of a million tokens")
        }
        let amounts = [Double(budgetRequests ?? 0), Double(budgetTokens ?? 0), budgetCost ?? 0, promptPrice, completionPrice]
        guard amounts.allSatisfy({ $0 >= 0 }) else { throw ValidationError("budgets and prices: expected 0 or more") }
    }

    var price: TokenPrice { TokenPrice(prompt: promptPrice, completion: completionPrice) }

    /// Asks the model, keeping its answers in a folder.
    /// - Throws: `EndpointError`.
    func client(_ address: String, model: String, cache: String) throws -> EndpointClient {
        let endpoint = Endpoint(
            url: try Endpoint.url(address), model: model, key: ProcessInfo.processInfo.environment[keyVariable], timeout: timeout,
            concurrency: concurrency,
            retry: RetryPolicy(attempts: attempts, longestDelay: longestWait))
        return EndpointClient(
            endpoint, transport: URLSessionTransport(connections: concurrency), cache: try CompletionCache(folder: cache),
            budget: EndpointBudget(requests: budgetRequests, tokens: budgetTokens, cost: budgetCost, price: price))
    }
}
