public import Foundation

/// Why an endpoint gave no answer.
public enum EndpointError: Error, Equatable, LocalizedError {
    /// The address is no HTTP address.
    case badAddress(String)
    /// Nobody answered: refused, unknown host, too slow.
    case unreachable(url: String, reason: String)
    /// An answer with a status that says no.
    case refused(url: String, status: Int, message: String)
    /// An answer that is not what the protocol promises.
    case malformed(url: String, reason: String)
    /// The budget's tokens or requests are used up.
    case budgetSpent(String)
    case cache(path: String, reason: String)
    /// Further members of requests that are no JSON object.
    case badFields(String)

    /// Whether other requests will fare no better: a wrong key or name, a spent budget, a full disk.
    public var concernsAll: Bool {
        switch self {
        case .badAddress, .budgetSpent, .cache, .badFields: true
        case .refused(_, let status, _): [401, 402, 403, 404].contains(status)
        case .unreachable, .malformed: false
        }
    }

    public var errorDescription: String? {
        switch self {
        case .badAddress(let address): "'\(address)' is no address of an endpoint; expected http://host:port/v1 or https://..."
        case .unreachable(let url, let reason): "\(url): no answer: \(reason)"
        case .refused(let url, let status, let message): "\(url): status \(status): \(message)"
        case .malformed(let url, let reason): "\(url): found an answer that is not what the protocol promises: \(reason)"
        case .budgetSpent(let limit): "the endpoint's budget of \(limit) is spent"
        case .badFields(let text): "further request fields: found '\(text)', expected a JSON object"
        case .cache(let path, let reason): "\(path): the cache cannot be used: \(reason)"
        }
    }
}
