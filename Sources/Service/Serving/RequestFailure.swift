public import HTTPTypes
import SequentialExecution

/// Why a request was not served, said to the client in the shape of OpenAI's errors.
public struct RequestFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The answer's status.
    public var status: HTTPResponse.Status
    /// What was found and what was expected.
    public var message: String
    /// OpenAI's family of errors, such as `invalid_request_error`.
    public var kind: String
    /// The part of the request that is at fault, such as `items[2].answer`.
    public var parameter: String?
    /// A short name that a program can decide by.
    public var code: String?
    /// Seconds after which the same request may be served.
    public var retryAfter: Int?

    /// - Parameter kind: nil takes the family that belongs to the status.
    public init(
        _ status: HTTPResponse.Status, _ message: String, kind: String? = nil, parameter: String? = nil, code: String? = nil,
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.message = message
        self.kind = kind ?? Self.kind(of: status)
        self.parameter = parameter
        self.code = code
        self.retryAfter = retryAfter
    }

    /// A value of the request that cannot be used.
    static func invalid(_ parameter: String, found: String, expected: String) -> RequestFailure {
        RequestFailure(.badRequest, "\(parameter): found \(found), expected \(expected)", parameter: parameter, code: "invalid_value")
    }

    /// A call that contradicts what happened before.
    static func conflict(_ message: String, parameter: String? = nil, code: String) -> RequestFailure {
        RequestFailure(.conflict, message, parameter: parameter, code: code)
    }

    static func notFound(_ message: String, code: String = "not_found") -> RequestFailure {
        RequestFailure(.notFound, message, code: code)
    }

    public var description: String { "\(status.code): \(message)" }

    /// The answer's body.
    var json: String {
        let error = Literal.object([
            ("message", .string(message)), ("type", .string(kind)), ("param", .text(parameter)), ("code", .text(code)),
        ])
        return Literal.object([("error", error)]).json
    }

    private static func kind(of status: HTTPResponse.Status) -> String {
        switch status {
        case .unauthorized: "authentication_error"
        case .notFound: "not_found_error"
        case .tooManyRequests: "rate_limit_error"
        case _ where status.kind == .serverError: "server_error"
        default: "invalid_request_error"
        }
    }
}
