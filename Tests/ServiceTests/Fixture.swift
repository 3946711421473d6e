import Constraints
import Datasets
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SequentialExecution
import Service
import Testing

/// A client of a service under test.
struct Client: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var text: String

        var json: Literal { Literal(json: Array(text.utf8)) ?? .none }
        var error: String { json["error"]?["message"]?.stringValue ?? "" }
        var code: String { json["error"]?["code"]?.stringValue ?? "" }
    }

    let client: any TestClientProtocol

    var port: Int { client.port ?? 0 }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer { try await send(path, .get, nil, headers) }

    func post(_ path: String, _ body: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(path, .post, body, headers)
    }

    func send(_ path: String, _ method: HTTPRequest.Method, _ body: String?, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await client.execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }) { response in
            Answer(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
        }
    }
}

/// Runs a service on a free port, with its state in a folder.
@discardableResult
func withService<Value: Sendable>(
    state: URL, model: (model: ServedModel, host: ModelHost)? = nil, settings: ServiceConfiguration = ServiceConfiguration(),
    _ test: @escaping @Sendable (Client) async throws -> Value
) async throws -> Value {
    var configuration = settings
    configuration.port = 0
    configuration.stateFile = state.appending(path: "service.sqlite").path
    var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .critical
    let service = try RoIFRLService(configuration: configuration, resources: TextResources(), model: model, logger: logger)
    let value: Value
    do {
        value = try await service.application().test(.live) { client in try await test(Client(client: client)) }
    } catch {
        try service.close()
        throw error
    }
    try service.close()
    return value
}

/// The same with a folder of its own.
@discardableResult
func withService<Value: Sendable>(
    model: (model: ServedModel, host: ModelHost)? = nil, settings: ServiceConfiguration = ServiceConfiguration(),
    _ test: @escaping @Sendable (Client) async throws -> Value
) async throws -> Value {
    try await withFolder { try await withService(state: $0, model: model, settings: settings, test) }
}

@discardableResult
func withFolder<Value: Sendable>(_ work: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "roifrl-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await work(folder)
}

extension Literal {
    var items: [Literal] { elements ?? [] }
    var numbers: [Double] { items.compactMap(\.doubleValue) }
}

/// The defaults but for a change.
func settings(_ change: (inout ServiceConfiguration) -> Void) -> ServiceConfiguration {
    var configuration = ServiceConfiguration()
    change(&configuration)
    return configuration
}
