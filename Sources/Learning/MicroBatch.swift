public import Policy

/// Sequences laid end to end for one forward pass, and where to find what predicts each completion token.
///
/// Worked example: the prompt `a b` with completions `c d` and `e f g`, prompt shared:
///
///     tokens     a b | c | e f        the last token of a completion predicts nothing, so it is left out
///     positions  0 1 | 2 | 2 3
///     segments   prompt (0, 2), then (2, 1) and (3, 2) whose parent is segment 0
///     rows       1 2   1 3 4          c and e are both predicted by b
///     targets    c d   e f g
public struct MicroBatch: Sendable, Equatable {
    /// Where a completion of the batch went.
    public struct Placement: Sendable, Equatable {
        public var group: Int
        public var completion: Int
        /// Its tokens within `rows` and `targets`.
        public var rows: Range<Int>

        public init(group: Int, completion: Int, rows: Range<Int>) {
            self.group = group
            self.completion = completion
            self.rows = rows
        }
    }

    public internal(set) var tokens: [Int] = []
    /// Place of each token in its own sequence, from 0: what rotary embedding turns by.
    public internal(set) var positions: [Int] = []
    public internal(set) var segments: [Segment] = []
    /// For each completion token, the index of the token whose hidden state predicts it. Indices repeat where completions share a prompt.
    public internal(set) var rows: [Int] = []
    /// The completion tokens themselves.
    public internal(set) var targets: [Int] = []
    public internal(set) var placements: [Placement] = []

    public init() {}

    /// Appends a prompt once and the given completions behind it.
    mutating func append(_ group: TrainingGroup, index: Int, completions: [Int]) {
        let prompt = segments.count
        append(segment: group.promptTokens, firstPosition: 0, parent: nil)
        let last = tokens.count - 1
        for completion in completions {
            let target = group.completions[completion].tokens
            guard !target.isEmpty else { continue }
            // The first token is predicted by the prompt's last, the others by the tokens about to be appended.
            let own = tokens.count..<tokens.count + target.count - 1
            place(target, group: index, completion: completion, predictedBy: [last] + own)
            append(segment: target.dropLast(), firstPosition: group.promptTokens.count, parent: prompt)
        }
    }

    /// Appends one prompt and completion as a sequence of its own.
    mutating func append(_ group: TrainingGroup, index: Int, alone completion: Int) {
        let target = group.completions[completion].tokens
        let last = tokens.count + group.promptTokens.count - 1
        append(segment: group.promptTokens + target.dropLast(), firstPosition: 0, parent: nil)
        place(target, group: index, completion: completion, predictedBy: last..<last + target.count)
    }

    private mutating func append(segment: some Collection<Int>, firstPosition: Int, parent: Int?) {
        guard !segment.isEmpty else { return }
        segments.append(Segment(start: tokens.count, length: segment.count, parent: parent))
        tokens.append(contentsOf: segment)
        positions.append(contentsOf: firstPosition..<firstPosition + segment.count)
    }

    private mutating func place(_ target: [Int], group: Int, completion: Int, predictedBy predictors: some Sequence<Int>) {
        let first = rows.count
        rows.append(contentsOf: predictors)
        targets.append(contentsOf: target)
        placements.append(Placement(group: group, completion: completion, rows: first..<rows.count))
    }
}
