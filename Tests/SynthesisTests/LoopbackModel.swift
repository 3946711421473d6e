import Foundation
import PythonSandbox
import SequentialExecution
import TestSupport

/// The server of `Tests/Fixtures/synthesis/endpoint.py`: a model that answers by rule, on loopback, and fails where it is told to.
final class LoopbackModel {
    /// A request that reached it.
    struct Request {
        /// Names the address and the body, as the cache of completions names them.
        var key: String
        var stage: String
        /// `none` where it was answered, else how it was failed.
        var outcome: String
    }

    static let fixtures = Program.root.appending(path: "Tests/Fixtures/synthesis")
    static let seeds = fixtures.appending(path: "seeds.jsonl").path

    let url: URL
    private let log: URL
    private let process = Process()

    init(_ options: [String] = [], in folder: URL) throws {
        log = folder.appending(path: "requests.jsonl")
        let output = Pipe()
        process.executableURL = URL(filePath: try PythonInterpreter.find().path)
        process.arguments = ["-u", Self.fixtures.appending(path: "endpoint.py").path, log.path] + options
        process.standardOutput = output
        try process.run()
        let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .newlines)
        guard let url = URL(string: "http://127.0.0.1:\(port)/v1") else { throw CocoaError(.fileReadCorruptFile) }
        self.url = url
    }

    deinit {
        // Not by SIGTERM: threads that tests run on hold it back, and what they start inherits that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What it was asked so far.
    var requests: [Request] {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            guard let row = Literal(json: Array(line.utf8)), let key = row["key"]?.stringValue, let stage = row["stage"]?.stringValue,
                let outcome = row["outcome"]?.stringValue
            else { return nil }
            return Request(key: key, stage: stage, outcome: outcome)
        }
    }
}
