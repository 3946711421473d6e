/// The pieces of all fields.
package enum FunctionPieces {
    package static let all: [FunctionPiece] = sources.flatMap { field, texts in texts.compactMap { try? FunctionPiece(field: field, $0) } }

    /// How many there are in the sources; as many as in ``all`` unless one cannot be read.
    package static var written: Int { sources.reduce(0) { $0 + $1.1.count } }

    private static let sources: [(String, [String])] = [
        ("numbers", numbers), ("number theory", numberTheory), ("lists", lists), ("sorting", sorting), ("strings", strings),
        ("words", words), ("counters", counters), ("simulation", simulation), ("matrices", matrices), ("automata", automata),
        ("recursion", recursion), ("pairs", pairs),
    ]
}
