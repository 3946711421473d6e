public import Foundation

/// Where the service listens and how much it lets a client ask for.
public struct ServiceConfiguration: Sendable, Equatable {
    /// The address to listen on; only loopback goes without a key.
    public var host = "127.0.0.1"
    /// 0 takes a free one.
    public var port = 8080
    /// What clients send as `Authorization: Bearer KEY`; nil asks for none.
    public var key: String?
    /// The most bytes of a request's body.
    public var bodyLimit = 64 << 20
    /// The longest that a request's body may take to arrive, and that a connection may be idle, in seconds.
    public var readTimeout = 30.0
    /// The most connections at one time.
    public var maximumConnections = 1024
    /// The longest that running requests are waited for when the service is asked to stop, in seconds.
    public var shutdownTimeout = 60.0
    /// Folders whose files a curriculum may name as its data; none: data come with the request alone.
    public var dataFolders: [String] = []
    /// The file that keeps the curricula.
    public var stateFile = "runs/service.sqlite"

    /// The paper's and the machine's defaults.
    public init() {}

    /// - Throws: `ServiceError` naming the setting, also for an address that others can reach without a key.
    public func validate() throws {
        guard (0...65_535).contains(port) else { throw ServiceError.invalidSetting("port", found: "\(port)", expected: "0 ... 65535") }
        guard bodyLimit >= 1024 else {
            throw ServiceError.invalidSetting("body limit", found: "\(bodyLimit)", expected: "1024 bytes or more")
        }
        for (name, seconds) in [("read timeout", readTimeout), ("shutdown timeout", shutdownTimeout)] {
            guard seconds > 0, seconds <= 86_400 else {
                throw ServiceError.invalidSetting(name, found: "\(seconds)", expected: "more than 0 and at most 86400 seconds")
            }
        }
        guard maximumConnections >= 1 else {
            throw ServiceError.invalidSetting("connections", found: "\(maximumConnections)", expected: "1 or more")
        }
        if let key, key.isEmpty || key.contains(where: { $0.isWhitespace || !$0.isASCII }) {
            throw ServiceError.invalidSetting("key", found: "a text that no header can carry", expected: "ASCII without spaces")
        }
        guard key != nil || Self.isLoopback(host) else { throw ServiceError.openToOthers(host: host) }
    }

    /// Whether only this machine can reach an address.
    static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// What keeps a service from starting.
public enum ServiceError: Error, Equatable, LocalizedError, CustomStringConvertible {
    /// A setting outside its range.
    case invalidSetting(String, found: String, expected: String)
    /// An address that other machines reach, without a key.
    case openToOthers(host: String)
    /// The file of the curricula cannot be used; `reason` is the system's word for it.
    case state(path: String, reason: String)
    /// The system does not let the service listen; `reason` is its error number.
    case notListening(address: String, reason: Int32)
    /// The model cannot be served.
    case model(String)

    public var description: String {
        switch self {
        case .invalidSetting(let name, let found, let expected): "\(name): found \(found), expected \(expected)"
        case .openToOthers(let host):
            "host \(host): other machines can reach it and no key is set; expected a loopback address such as 127.0.0.1, or a key"
        case .state(let path, let reason): "\(path): \(reason)"
        case .notListening(let address, let reason):
            "\(address): \(String(cString: strerror(reason))), expected an address of this machine with a free port"
        case .model(let reason): reason
        }
    }

    public var errorDescription: String? { description }
}
