import Constraints
import Foundation
import HTTPTypes
import Logging
import SequentialExecution
import Service
import Testing

@Suite struct StatusTests {
    @Test func healthAndModelsAnswerWithoutAModel() async throws {
        try await withService { client in
            let health = try await client.get("/health")
            #expect(health.status == 200)
            #expect(health.text == #"{"status": "ok", "model": null}"#)
            #expect(try await client.get("/v1/models").json["data"]?.items.isEmpty == true)
        }
    }

    @Test func unknownPathsAndMethodsAreRefusedInOpenAIsShape() async throws {
        try await withService { client in
            let answer = try await client.get("/v2/nothing")
            #expect(answer.status == 404)
            #expect(answer.json["error"]?["type"] == .string("not_found_error"))
            #expect(answer.error.contains("GET /v2/nothing"))
            #expect(try await client.get("/v1/rewards").status == 404)
        }
    }

    @Test(arguments: ["/v1/chat/completions", "/v1/completions"]) func aCompletionWithoutAModelIsTold(path: String) async throws {
        try await withService { client in
            let answer = try await client.post(path, "{}")
            #expect(answer.status == 404 && answer.code == "no_model")
            #expect(answer.error == "POST \(path): found no model, expected one: roifrl serve was started without --model")
        }
    }

    @Test func metricsCountRequestsByRouteAndStatus() async throws {
        try await withService { client in
            _ = try await client.post("/v1/rewards", #"{"items": [{"kind": "math", "answer": 4, "responses": ["4", "5"]}]}"#)
            _ = try await client.post("/v1/rewards", "{")
            _ = try await client.get("/not/here")
            let page = try await client.get("/metrics")
            #expect(page.headers[.contentType]?.hasPrefix("text/plain") == true)
            #expect(page.text.contains(#"roifrl_request_duration_seconds_count{route="POST /v1/rewards",status="200"} 1"#))
            #expect(page.text.contains(#"roifrl_request_duration_seconds_count{route="POST /v1/rewards",status="400"} 1"#))
            #expect(page.text.contains(#"route="GET other",status="404"} 1"#))
            #expect(page.text.contains(#"roifrl_rewards_total{kind="math"} 2"#))
        }
    }

    /// As the program runs it: all connections on one thread, and what takes long elsewhere.
    @Test func aServiceRunsUntilItIsStopped() async throws {
        try await withFolder { folder in
            var configuration = ServiceConfiguration()
            configuration.port = 0
            configuration.stateFile = folder.appending(path: "service.sqlite").path
            var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = .critical
            let (model, _) = try fakeModel(reply: "Hello")
            let service = try RoIFRLService(configuration: configuration, resources: TextResources(), model: model, logger: logger)
            let (ports, port) = AsyncStream<Int>.makeStream()
            let running = Task { try await service.run { port.yield($0) } }
            guard let port = await ports.first(where: { _ in true }) else { return }
            let chat = #"{"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}"#
            let math = #"{"items": [{"kind": "math", "answer": 4, "responses": ["4", "5"]}]}"#
            // A body that is read and understood away from the connections' thread.
            let long = #"{"messages": [{"role": "user", "content": "\#(String(repeating: "a ", count: 20_000))"}], "max_tokens": 2}"#
            for (path, body, status) in [("chat/completions", chat, "200"), ("rewards", math, "200"), ("chat/completions", long, "400")] {
                let raw = try RawClient(port)
                raw.send(RawClient.head("/v1/" + path, length: body.utf8.count) + body)
                let text = await raw.read { $0.contains("\r\n\r\n") }
                #expect(text.hasPrefix("HTTP/1.1 \(status)"), "\(path): \(text)")
                raw.leave()
            }
            running.cancel()
            _ = await running.result
            // The port and the file are free again.
            let again = try RoIFRLService(configuration: configuration, resources: TextResources(), model: nil, logger: logger)
            try again.close()
        }
    }

    @Test func aTakenPortIsNamed() async throws {
        try await withService { client in
            try await withFolder { folder in
                var configuration = ServiceConfiguration()
                configuration.port = client.port
                configuration.stateFile = folder.appending(path: "service.sqlite").path
                let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                let service = try RoIFRLService(configuration: configuration, resources: TextResources(), logger: silent)
                await #expect(throws: ServiceError.self) { try await service.run { _ in } }
            }
        }
    }

    @Test func aKeyIsAskedForOnEverythingButHealth() async throws {
        try await withService(settings: settings { $0.key = "secret" }) { client in
            #expect(try await client.get("/health").status == 200)
            let none = try await client.get("/metrics")
            #expect(none.status == 401 && none.code == "missing_api_key")
            #expect(none.headers[.wwwAuthenticate] == "Bearer")
            #expect(try await client.get("/metrics", headers: [.authorization: "Bearer secrex"]).code == "invalid_api_key")
            #expect(try await client.get("/metrics", headers: [.authorization: "Bearer secret2"]).status == 401)
            #expect(try await client.get("/metrics", headers: [.authorization: "bearer secret"]).status == 200)
            #expect(try await client.get("/v1/curriculum").status == 401)
        }
    }

    @Test(arguments: [("127.0.0.1", true), ("127.8.0.1", true), ("localhost", true), ("::1", true)])
    func loopbackNeedsNoKey(host: String, allowed: Bool) throws {
        var configuration = ServiceConfiguration()
        configuration.host = host
        try configuration.validate()
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "127.0.0.1.example.org", "example.org"])
    func otherAddressesNeedAKey(host: String) throws {
        var configuration = ServiceConfiguration()
        configuration.host = host
        #expect(throws: ServiceError.openToOthers(host: host)) { try configuration.validate() }
        configuration.key = "secret"
        try configuration.validate()
    }

    @Test func settingsOutsideTheirRangeAreNamed() {
        var configuration = ServiceConfiguration()
        configuration.readTimeout = 0
        #expect(throws: ServiceError.invalidSetting("read timeout", found: "0.0", expected: "more than 0 and at most 86400 seconds")) {
            try configuration.validate()
        }
    }
}
