import Service
import Testing

@Suite struct LimitTests {
    @Test func aBodyBeyondTheLimitIsRefused() async throws {
        try await withService(settings: settings { $0.bodyLimit = 4096 }) { client in
            let small = #"{"items": [{"answer": 1, "response": "\#(String(repeating: "x", count: 3000))"}]}"#
            #expect(try await client.post("/v1/rewards", small).status == 200)
            let large = #"{"items": [{"answer": 1, "response": "\#(String(repeating: "x", count: 1_000_000))"}]}"#
            let answer = try await RawClient.post(client.port, "/v1/rewards", large)
            #expect(answer.status == 413)
            #expect(answer.body.contains("body_too_large"))
            #expect(answer.body.contains("expected at most 4096; roifrl serve --body-limit sets it, in MiB"), "\(answer.body)")
            #expect(answer.head.lowercased().contains("connection: close"))
            #expect(try await client.get("/health").status == 200)
        }
    }

    @Test func aSlowBodyIsRefusedAndItsConnectionClosed() async throws {
        try await withService(settings: settings { $0.readTimeout = 1 }) { client in
            let slow = try RawClient(client.port)
            slow.send(RawClient.head("/v1/rewards", length: 1000) + "{")
            let text = await slow.read(seconds: 10)
            #expect(text.hasPrefix("HTTP/1.1 408"), "\(text)")
            #expect(text.contains("request_timeout"))
        }
    }

    @Test func aHeadThatNeverEndsIsCutOff() async throws {
        try await withService(settings: settings { $0.readTimeout = 1 }) { client in
            let slow = try RawClient(client.port)
            slow.send("POST /v1/rewards HTTP/1.1\r\nHost: localhost\r\nX: ")
            let start = ContinuousClock.now
            let refused = await slow.read(seconds: 20)
            #expect(refused.hasPrefix("HTTP/1.1 408"), "\(refused)")
            #expect(ContinuousClock.now - start < .seconds(60))
            let huge = try RawClient(client.port)
            huge.send("GET /health HTTP/1.1\r\nX: " + String(repeating: "y", count: 1 << 20))
            let text = await huge.read(seconds: 10)
            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"), "\(text.prefix(80))")
        }
    }

    @Test func aChunkedBodyIsReadAndAnEndlessOneRefused() async throws {
        try await withService(
            settings: settings {
                $0.bodyLimit = 1 << 16
                $0.readTimeout = 2
            }
        ) { client in
            let head = "POST /v1/rewards HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunked = try RawClient(client.port)
            chunked.send(head + "e\r\n{\"items\": [{\"a\r\n1d\r\nnswer\": 1, \"response\": \"1\"}]}\r\n0\r\n\r\n")
            let text = await chunked.read { $0.contains("rewards\": [1.0]") }
            #expect(text.hasPrefix("HTTP/1.1 200"), "\(text)")
            let broken = try RawClient(client.port)
            broken.send(head + "ZZ\r\n")
            let refusal = await broken.read { $0.contains("invalid_body") }
            #expect(refusal.hasPrefix("HTTP/1.1 400"), "\(refusal)")
            let endless = try RawClient(client.port)
            endless.send(head)
            let chunk = "1000\r\n" + String(repeating: " ", count: 0x1000) + "\r\n"
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(60), endless.send(chunk) {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(ContinuousClock.now - start < .seconds(60))
            // A new connection: the client's own has been idle for too long.
            #expect(try await RawClient.post(client.port, "/v1/rewards", #"{"items": []}"#).status == 200)
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    ])
    func whatIsNoRequestIsRefused(text: String) async throws {
        try await withService { client in
            let raw = try RawClient(client.port)
            raw.send(text)
            let answer = await raw.read(seconds: 5)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 5"), "\(answer.prefix(80))")
            #expect(try await client.get("/health").status == 200)
        }
    }
}
