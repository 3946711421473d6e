import Foundation
import SequentialExecution
import Testing

struct VocabularyTests {
    /// Every word of a narration outside of backquotes and quotation marks is in the vocabulary, else a name could be taken for it.
    @Test func holdsEveryWordOfNarrations() throws {
        var unknown: Set<String> = []
        for (number, piece) in FunctionPieces.all.enumerated() {
            for seed in 0..<UInt64(12) {
                let function = FunctionDefinition(
                    name: "f", parameters: piece.takes.map { .init($0.rawValue) },
                    body: piece.body.map { $0.substituting { $0.hasPrefix("C") && $0.contains("_") ? .integer(number) : nil } } + [
                        .returning(.name("OUT"))
                    ])
                var text = try Narrator.description(of: function, seed: seed)
                for pattern in ["`[^`]*`", "\"[^\"]*\"", "INPUTS|LOGICS|OUTPUTS"] {
                    text = text.replacingOccurrences(of: pattern, with: " ", options: .regularExpression)
                }
                let own = Names.all(in: function)
                for word in text.split(whereSeparator: { !$0.isLetter && $0 != "_" && $0 != "'" && !$0.isNumber })
                where !own.contains(String(word)) {
                    if word.allSatisfy(\.isLetter), !Vocabulary.isWord(String(word)) { unknown.insert(String(word)) }
                }
            }
        }
        #expect(unknown.isEmpty, "\(unknown.sorted())")
    }
}
