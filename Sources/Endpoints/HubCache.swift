public import Foundation

/// A data file on the Hugging Face hub.
public struct HubFile: Sendable, Equatable {
    /// `owner/name`.
    public var dataset: String
    /// The file's path inside it.
    public var path: String

    public init(_ dataset: String, _ path: String) {
        self.dataset = dataset
        self.path = path
    }

    /// Reads `owner/name/path/of/file`; nil where there is no path.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, !parts.contains(where: { $0.isEmpty || $0 == ".." }) else { return nil }
        self.init(parts[..<2].joined(separator: "/"), parts[2...].joined(separator: "/"))
    }
}

/// Data files of the hub, fetched once and kept on this machine.
///
/// `HF_ENDPOINT` names another hub, `HF_TOKEN` is sent where it is set; files are kept under `XDG_CACHE_HOME` or `~/.cache`.
public struct HubCache: Sendable {
    /// Fetches what lies at an address.
    public typealias Fetch = @Sendable (_ url: URL, _ headers: [String: String]) throws -> HTTPAnswer

    public let folder: String
    private let hub: String
    private let headers: [String: String]
    private let fetch: Fetch

    /// - Parameter fetch: nil asks over the network.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment, fetch: Fetch? = nil) {
        let home = environment["HOME"] ?? NSHomeDirectory()
        folder = (environment["XDG_CACHE_HOME"] ?? home + "/.cache") + "/roifrl"
        hub = environment["HF_ENDPOINT"] ?? "https://huggingface.co"
        headers = environment["HF_TOKEN"].map { ["Authorization": "Bearer \($0)"] } ?? [:]
        self.fetch = fetch ?? { try URLSessionTransport().get($0, headers: $1, timeout: 300) }
    }

    /// The path of a file on this machine, which is fetched where it is not kept yet.
    /// - Throws: ``EndpointError``.
    public func file(_ file: HubFile) throws -> String {
        let place = "\(folder)/datasets/\(file.dataset)/\(file.path)"
        if FileManager.default.fileExists(atPath: place) { return place }
        let url = try Endpoint.url("\(hub)/datasets/\(file.dataset)/resolve/main/\(file.path)")
        let answer = try fetch(url, headers)
        guard answer.status == 200 else {
            throw EndpointError.refused(url: url.absoluteString, status: answer.status, message: ChatWire.complaint(in: answer.body))
        }
        do {
            try FileManager.default.createDirectory(
                atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try answer.body.write(to: URL(fileURLWithPath: place), options: .atomic)
        } catch {
            throw EndpointError.cache(path: place, reason: error.localizedDescription)
        }
        return place
    }
}
