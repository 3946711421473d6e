import Foundation
import PythonSandbox
import SequentialExecution
import Testing

/// A narration alone is enough to carry the function out.
struct NarrationReadingTests {
    /// Rebuilds functions from their narrations and runs both on the same inputs.
    @Test func whatIsReadRunsToTheSameAnswers() throws {
        let worker = try PythonWorker()
        var read = 0
        var unread: [String] = []
        for (number, entry) in try Corpus.entries().enumerated() {
            for seed in [UInt64(number % 12), UInt64(1000 + number)] {
                let function = TrackerInsertion.tracked(try PythonParser.function(entry.source), seed: seed, examples: entry.cases)
                let description = try Narrator.description(of: function, seed: seed, examples: entry.cases)
                let rebuilt: String
                do {
                    rebuilt = try NarrationReader.source(of: description)
                } catch let failure as NarrationReader.Failure {
                    unread.append("\(entry.name) \(seed): \(failure.sentence)")
                    continue
                }
                let expected = try worker.call(in: PythonPrinter.source(of: function), cases: entry.cases)
                let found = try worker.call(in: rebuilt, cases: entry.cases)
                #expect(found == expected, "\(entry.name), seed \(seed)\n\(description)\n\(rebuilt)")
                read += 1
            }
        }
        if let path = ProcessInfo.processInfo.environment["NARRATION_UNREAD"] {
            try unread.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(read >= 300, "\(read) read, \(unread.count) not")
    }
}
