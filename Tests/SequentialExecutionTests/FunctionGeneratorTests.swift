import SequentialExecution
import Testing

struct FunctionGeneratorTests {
    @Test func everyPieceIsReadAndTold() throws {
        #expect(FunctionPieces.all.count == FunctionPieces.written)
        #expect(FunctionPieces.all.count >= 120)
        #expect(Set(FunctionPieces.all.map(\.field)).count == 12)
    }

    @Test func draftsHaveTheScoreThatIsAskedFor() throws {
        var fields: Set<String> = []
        for (stream, low) in stride(from: 0.0, to: 200, by: 10).enumerated() {
            var found = 0
            for attempt in 0..<40 {
                let draft = FunctionGenerator.draft(in: low..<(low + 10), cases: 5, seed: 3, stream: 100 * stream + attempt)
                guard let draft else { continue }
                found += 1
                fields.formUnion(draft.fields)
                let score = ComplexityScore(of: draft.function).score
                #expect((low..<(low + 10)).contains(score))
                #expect(TrackerInsertion.isTracked(draft.function))
                #expect(draft.cases.count <= 5 && draft.cases.allSatisfy { $0.count == draft.function.parameters.count })
                #expect(try PythonParser.function(PythonPrinter.source(of: draft.function)) == draft.function)
            }
            #expect(found >= 20, "from \(low): \(found)")
        }
        #expect(fields.count == 12)
    }

    @Test func theSeedDecides() {
        func source(_ seed: UInt64, _ stream: Int) -> String? {
            FunctionGenerator.draft(in: 20..<40, cases: 4, seed: seed, stream: stream).map { PythonPrinter.source(of: $0.function) }
        }
        let first = (0..<10).map { source(1, $0) }
        #expect(first == (0..<10).map { source(1, $0) })
        #expect(Set(first).count == 10)
        #expect(first != (0..<10).map { source(2, $0) })
    }
}
