/// A statement with its place in the narration: the number it is told under, and whether its blocks are told within its own sentence.
struct Step: Sendable {
    /// Counts statements in the order of the source, from 0.
    var id: Int
    /// `4.2`; a step inside an inline sentence has the number of that sentence.
    var label: String
    var statement: Statement
    /// The statement's blocks in the order of ``Statement/blocks``.
    var blocks: [[Step]]
    /// Whether the blocks are told within the sentence.
    var isInline: Bool
    /// An `elif`: told as part of the step above it.
    var isChained: Bool
    /// The number of the loop around it, where there is one in the same function.
    var loop: String?
    /// The helper that it belongs to, nil for the function itself.
    var helper: String?
}

extension Step {
    /// The one step of an `else` block that is an `elif`.
    var chained: Step? {
        guard case .conditional = statement, blocks.count == 2, blocks[1].count == 1, blocks[1][0].isChained else { return nil }
        return blocks[1][0]
    }

    /// The step and everything in it, in the order of the source.
    var flattened: [Step] { [self] + blocks.joined().flatMap(\.flattened) }
}
