import Foundation
import PythonSandbox
import SequentialExecution
import Testing

/// A narration alone is enough to carry the function out.
struct NarrationReadingTests {
    /// Rebuilds functions from their narrations and runs both on the same inputs. What the reader does not know is counted.
    private func read(_ entries: [(name: String, function: FunctionDefinition, cases: [[Literal]])]) throws -> (read: Int, unread: [String])
    {
        let worker = try PythonWorker()
        var read = 0
        var unread: [String] = []
        for (number, entry) in entries.enumerated() {
            for seed in [UInt64(number % 12), UInt64(1000 + number)] {
                let function =
                    TrackerInsertion.isTracked(entry.function)
                    ? entry.function : TrackerInsertion.tracked(entry.function, seed: seed, examples: entry.cases)
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
        return (read, unread)
    }

    private func note(_ unread: [String], _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["NARRATION_UNREAD"] else { return }
        try unread.joined(separator: "\n").write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }

    @Test func theCorpusIsReadBack() throws {
        let entries = try Corpus.entries().map { ($0.name, try PythonParser.function($0.source), $0.cases) }
        let result = try read(entries)
        try note(result.unread, "corpus.txt")
        #expect(result.read >= 400, "\(result.read) read, \(result.unread.count) not")
    }

    @Test func generatedFunctionsAreReadBack() throws {
        let drafts = (0..<120).compactMap { number in
            let low = Double(number % 12) * 10
            return FunctionGenerator.draft(in: low..<(low + 10), cases: 6, seed: 11, stream: number)
        }
        let result = try read(drafts.map { ($0.taskID, $0.function, $0.cases) })
        try note(result.unread, "generated.txt")
        #expect(result.read >= drafts.count * 3 / 2, "\(result.read) read, \(result.unread.count) not")
    }
}
