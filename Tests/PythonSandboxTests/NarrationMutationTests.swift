import Foundation
import PythonSandbox
import SequentialExecution
import Testing

/// No change of a function goes untold: one that gives other answers has another narration.
struct NarrationMutationTests {
    /// Every sort of change at every node of the corpus; where the words stay the same, the answers must too.
    ///
    /// The plain seeds use one form of every phrase throughout, so that equal words mean that nothing was said of the difference.
    @Test func changesThatMatterChangeTheWords() throws {
        let worker = try PythonWorker()
        let full = ProcessInfo.processInfo.environment["NARRATION_EVERY_MUTATION"] != nil
        var told = 0
        var sorts: Set<String> = []
        for (number, entry) in try Corpus.entries().enumerated() {
            let function = TrackerInsertion.tracked(try PythonParser.function(entry.source), seed: UInt64(number), examples: entry.cases)
            let seeds = full ? Array(0..<12) : [UInt64(number % 12), UInt64((number + 5) % 12)]
            let forms: [(seed: UInt64, style: Narrator.Style)] = seeds.map { ($0, .conversational) } + [(UInt64(number % 3), .brief)]
            let texts = try forms.map { try Narrator.description(of: function, seed: $0.seed, style: $0.style, examples: entry.cases) }
            var unchanged: [(what: String, function: FunctionDefinition)] = []
            for (place, mutation) in Mutations.all(of: function).enumerated() where full || (place + number) % 4 == 0 {
                sorts.insert(String(mutation.what.split(separator: " ")[0]))
                for (form, text) in zip(forms, texts) {
                    let changed = try? Narrator.description(
                        of: mutation.function, seed: form.seed, style: form.style, examples: entry.cases)
                    guard let changed else { continue }
                    told += 1
                    if changed == text {
                        unchanged.append(mutation)
                        break
                    }
                }
            }
            try check(unchanged, of: function, entry, worker)
        }
        #expect(told >= 10_000)
        #expect(sorts.count >= 30, "\(sorts.sorted())")
    }

    private func check(
        _ mutations: [(what: String, function: FunctionDefinition)], of function: FunctionDefinition, _ entry: Corpus.Entry,
        _ worker: PythonWorker
    ) throws {
        guard !mutations.isEmpty else { return }
        let limits = ExecutionLimits(seconds: 1)
        let expected = try worker.call(in: PythonPrinter.source(of: function), cases: entry.cases, limits: limits)
        for mutation in mutations {
            let source = PythonPrinter.source(of: mutation.function)
            // Some changes make no Python at all, such as one that moves a nonlocal behind its first use.
            guard let found = try? worker.call(in: source, cases: entry.cases, limits: limits) else { continue }
            #expect(found == expected, "\(entry.name): \(mutation.what)\n\(source)")
        }
    }
}
