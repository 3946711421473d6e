/// Lays groups into micro-batches of at most so many tokens. A group stays together as long as it fits, so that its prompt goes through
/// the model once; one that is larger than a micro-batch is cut between completions and its prompt repeated. A single sequence that is
/// longer than the budget still goes, alone. The same groups always give the same micro-batches.
public struct BatchPacker: Sendable {
    /// Most tokens of a micro-batch.
    public var tokenBudget: Int
    /// Whether the completions of a group share one copy of the prompt.
    public var sharedPrefix: Bool

    public init(tokenBudget: Int, sharedPrefix: Bool = true) {
        self.tokenBudget = tokenBudget
        self.sharedPrefix = sharedPrefix
    }

    /// Completions of one group that go into one micro-batch.
    private struct Piece {
        var group: Int
        var completions: [Int]
        var cost: Int
    }

    /// - Parameter isIncluded: told the indices of a group and of a completion in it; false leaves the completion out.
    /// - Returns: micro-batches, largest pieces first; every completion of every group is in exactly one of them. Empty completions are
    ///   left out: they have nothing to learn from.
    public func pack(
        _ groups: [TrainingGroup], where isIncluded: (_ group: Int, _ completion: Int) -> Bool = { _, _ in true }
    ) -> [MicroBatch] {
        let pieces = groups.enumerated().flatMap { index, group in cut(group, index: index) { isIncluded(index, $0) } }
        let order = pieces.indices.sorted { (pieces[$0].cost, $1) > (pieces[$1].cost, $0) }
        var bins: [(used: Int, pieces: [Int])] = []
        for index in order {
            let cost = pieces[index].cost
            if let bin = bins.firstIndex(where: { $0.used + cost <= tokenBudget }) {
                bins[bin].used += cost
                bins[bin].pieces.append(index)
            } else {
                bins.append((cost, [index]))
            }
        }
        return bins.map { bin in
            var batch = MicroBatch()
            for index in bin.pieces.sorted() { append(pieces[index], of: groups, to: &batch) }
            return batch
        }
    }

    private func append(_ piece: Piece, of groups: [TrainingGroup], to batch: inout MicroBatch) {
        let group = groups[piece.group]
        if sharedPrefix {
            batch.append(group, index: piece.group, completions: piece.completions)
        } else {
            for completion in piece.completions { batch.append(group, index: piece.group, alone: completion) }
        }
    }

    private func cut(_ group: TrainingGroup, index: Int, where isIncluded: (Int) -> Bool) -> [Piece] {
        let prompt = group.promptTokens.count
        var pieces: [Piece] = []
        for (number, completion) in group.completions.enumerated() where !completion.tokens.isEmpty && isIncluded(number) {
            let own = completion.tokens.count - 1
            if sharedPrefix, let last = pieces.indices.last, pieces[last].cost + own <= tokenBudget {
                pieces[last].completions.append(number)
                pieces[last].cost += own
            } else {
                pieces.append(Piece(group: index, completions: [number], cost: prompt + own))
            }
        }
        return pieces
    }
}
