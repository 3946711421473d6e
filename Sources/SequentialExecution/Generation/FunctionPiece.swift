/// A piece that generated functions are put together from: a few statements that take values and leave one behind.
///
/// Pieces are written as Python. `NUMS`, `TEXT`, `N` and the other words of ``Slot`` stand for the values that it takes, `OUT` for the one
/// it leaves, `C2_9` for a number from 2 to 9 (`C2_9b` for another one); every other name is its own.
package struct FunctionPiece: Sendable {
    /// What a piece can take or leave.
    package enum Slot: String, CaseIterable, Sendable {
        /// A number from 1 to about 12, fit to bound a loop.
        case small = "N"
        /// Any whole number.
        case whole = "X"
        case numbers = "NUMS"
        case text = "TEXT"
        /// A text of words with single spaces between them.
        case sentence = "SENTENCE"
        /// A text of digits.
        case digits = "DIGITS"
        /// A text of brackets and letters.
        case brackets = "BRACKETS"
        /// A text of the letters L, R and F.
        case commands = "COMMANDS"
        case words = "WORDS"
        /// A rectangle of small numbers, not empty.
        case grid = "GRID"
        /// A list of pairs of numbers.
        case pairs = "PAIRS"
        case truth = "TRUTH"
        /// From texts to whole numbers.
        case tally = "TALLY"

        /// The slots that can stand for this one when it is taken.
        var substitutes: [Slot] {
            switch self {
            case .whole: [.whole, .small]
            case .text: [.text, .sentence, .digits, .brackets, .commands]
            default: [self]
            }
        }
    }

    package var field: String
    /// In the order in which they occur.
    package var takes: [Slot]
    var leaves: Slot
    package var body: [Statement]
    /// What it adds to the complexity score where it stands alone, about.
    var cost: Double

    /// Reads `field: NUMS N -> X` and the statements below it.
    /// - Throws: ``SequentialExecutionError``.
    init(field: String, _ text: String) throws {
        let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let sides = (lines.first ?? "").components(separatedBy: "->").map { $0.split(separator: " ").map(String.init) }
        guard sides.count == 2, lines.count == 2, let leaves = sides[1].first.flatMap(Slot.init) else {
            throw SequentialExecutionError.notPython(found: String(lines.first ?? ""), expected: "NUMS N -> X", line: 1)
        }
        self.field = field
        takes = sides[0].compactMap(Slot.init)
        self.leaves = leaves
        body = try PythonParser.statements(String(lines[1]))
        let alone = FunctionDefinition(name: "f", parameters: [], body: body)
        cost = ComplexityScore(of: alone).score - 1.5
    }
}

extension Substring {
    fileprivate func components(separatedBy mark: String) -> [Substring] {
        guard let found = firstRange(of: mark) else { return [self] }
        return [self[..<found.lowerBound], self[found.upperBound...]]
    }
}
