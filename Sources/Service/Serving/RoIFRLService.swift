public import Constraints
import Foundation
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOHTTPTypes
import NIOPosix
import SequentialExecution
import ServiceLifecycle
import UnixSignals

/// The service over HTTP: rewards and curricula for other people's trainers, and a model in OpenAI's words where one is given.
///
/// ```swift
/// let service = try RoIFRLService(configuration: configuration, resources: .find(), logger: logger)
/// try await service.run { port in print("listening on \(port)") }
/// ```
public struct RoIFRLService: Sendable {
    private let configuration: ServiceConfiguration
    private let database: CurriculumDatabase
    private let responder: RouterResponder<ServiceContext>
    private let host: ModelHost?
    private let logger: Logger

    /// Opens the file of the curricula; nothing listens yet.
    /// - Parameters:
    ///   - resources: the language data that constraints read.
    ///   - model: the model to serve with the host that computes for it; nil serves rewards and curricula only.
    /// - Throws: `ServiceError`.
    public init(
        configuration: ServiceConfiguration, resources: TextResources, model: (model: ServedModel, host: ModelHost)? = nil, logger: Logger
    ) throws {
        try configuration.validate()
        self.configuration = configuration
        self.logger = logger
        host = model?.host
        database = try CurriculumDatabase(path: configuration.stateFile)
        let metrics = ServiceMetrics()
        let reader = BodyReader(configuration)
        let store = CurriculumStore(
            database: database, loader: CurriculumLoader(resources: resources, folders: configuration.dataFolders), metrics: metrics)
        let router = Router(context: ServiceContext.self)
        router.add(middleware: CountingMiddleware(metrics: metrics))
        router.add(middleware: FailureMiddleware())
        if let key = configuration.key { router.add(middleware: KeyMiddleware(key: key)) }
        Self.addStatus(to: router, metrics: metrics, model: model)
        let long = router.group().add(middleware: SharedThreadsMiddleware(exceptForBriefBodies: false))
        RewardRoutes(reader: reader, resources: resources, curricula: store, metrics: metrics).add(to: long)
        CurriculumRoutes(reader: reader, store: store).add(to: long)
        if let model { ModelRoutes(reader: reader, model: model.model, host: model.host).add(to: router) }
        responder = router.buildResponder()
    }

    private static func addStatus(
        to router: Router<ServiceContext>, metrics: ServiceMetrics, model: (model: ServedModel, host: ModelHost)?
    ) {
        router.get("/health") { _, _ in
            Response.json(.object([("status", .string("ok")), ("model", .text(model?.model.name))]))
        }
        router.get("/metrics") { _, _ in
            Response.text(metrics.text(model: await model?.host.load), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        if model == nil {
            // Clients that look for a model first get an answer they understand.
            router.get("/v1/models") { _, _ in Response.json(.object([("object", .string("list")), ("data", .list([]))])) }
            for path in ["/v1/chat/completions", "/v1/completions"] {
                router.post(RouterPath(path)) { _, _ -> Response in
                    throw RequestFailure.notFound(
                        "POST \(path): found no model, expected one: roifrl serve was started without --model", code: "no_model")
                }
            }
        }
    }

    /// The server, ready to run; for tests, which run it themselves.
    /// - Parameter onListening: called with the port once clients can connect.
    public func application(onListening: @escaping @Sendable (Int) -> Void = { _ in }) -> some ApplicationProtocol {
        application(on: MultiThreadedEventLoopGroup.singleton, onListening: onListening)
    }

    /// - Parameter group: the threads that connections are read and written on.
    private func application(on group: any EventLoopGroup, onListening: @escaping @Sendable (Int) -> Void) -> some ApplicationProtocol {
        let head = TimeAmount.milliseconds(Int64(configuration.readTimeout * 1000))
        // Longer than a body may take, so that a slow one is answered before its connection is closed.
        let idle = TimeAmount.milliseconds(Int64(configuration.readTimeout * 1500) + 10_000)
        return Application(
            responder: responder,
            server: .http1(configuration: .init(additionalChannelHandlers: [ClientPresence(headTimeout: head)], idleTimeout: idle)),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "roifrl",
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.maximumConnections)),
            services: host.map { [$0] } ?? [],
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) }, eventLoopGroupProvider: .shared(group),
            logger: logger)
    }

    /// Serves until SIGTERM or SIGINT; what runs by then is finished, for at most the shutdown timeout.
    public func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        // One thread reads, answers and writes: a request goes from hand to hand without waking other threads, which would take their
        // time from whoever computes. What takes long leaves it (`SharedThreadsMiddleware`, `offloaded`).
        let connections = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            try await withTaskExecutorPreference(EventLoopTasks(loop: connections.next())) {
                try await serve(on: connections, onListening: onListening)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // The process ends after this: a loop that does not stop in time loses nothing.
        try? await connections.shutdownGracefully()
        try database.close()
        try result.get()
    }

    private func serve(on connections: MultiThreadedEventLoopGroup, onListening: @escaping @Sendable (Int) -> Void) async throws {
        var group = ServiceGroupConfiguration(
            services: [application(on: connections, onListening: onListening)], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(configuration.shutdownTimeout)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch let error as IOError {
            throw ServiceError.notListening(address: "\(configuration.host):\(configuration.port)", reason: error.errnoCode)
        }
    }

    /// Closes the file of the curricula, for tests that open it anew.
    package func close() throws { try database.close() }
}
