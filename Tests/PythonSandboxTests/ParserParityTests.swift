import Foundation
import PythonSandbox
import SequentialExecution
import TestSupport
import Testing

/// Our own reading of Python against CPython's.
struct ParserParityTests {
    @Test func theCorpusHasTheSameTrees() throws {
        let worker = try PythonWorker()
        let entries = try Corpus.entries()
        #expect(entries.count >= 150)
        for entry in entries {
            let ours = try PythonParser.function(entry.source)
            #expect(try SyntaxTreeReader.function(inModule: worker.syntaxTree(of: entry.source)) == ours, "\(entry.name)")
            #expect(try PythonParser.function(PythonPrinter.source(of: ours)) == ours, "\(entry.name)")
            #expect(try worker.complexity(of: PythonPrinter.source(of: ours)) == ComplexityScore(of: ours), "\(entry.name)")
        }
    }

    /// Real functions are read alike, or refused by both.
    @Test(.enabled(if: SharedFiles.path("fixtures/complexity_dev.jsonl") != nil)) func realFunctionsAreReadAlike() throws {
        let path = try #require(SharedFiles.path("fixtures/complexity_dev.jsonl"))
        let worker = try PythonWorker()
        var read = 0
        var told = 0
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let source = try #require(Literal(json: line.utf8)?["source"]?.stringValue)
            let theirs = try? SyntaxTreeReader.function(inModule: worker.syntaxTree(of: source))
            let ours = try? PythonParser.function(source)
            #expect(ours == theirs, "\(source)")
            guard let ours else { continue }
            read += 1
            if (try? Narrator.description(of: ours, seed: 1)) != nil { told += 1 }
        }
        #expect(read >= 100 && told >= 20, "\(read) read, \(told) told")
    }
}
