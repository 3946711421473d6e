/// Evaluates the objective over the rows of one micro-batch, in whatever runs the head gives them.
final class BatchEvaluation {
    let objective: Objective
    /// One per placement of the micro-batch.
    private(set) var statistics: [CompletionStatistics]
    private let batch: MicroBatch
    private let samples: [[CompletionSample]]

    /// - Parameter samples: by group and completion.
    init(batch: MicroBatch, samples: [[CompletionSample]], objective: Objective) {
        self.batch = batch
        self.samples = samples
        self.objective = objective
        statistics = [CompletionStatistics](repeating: CompletionStatistics(), count: batch.placements.count)
    }

    func coefficients(of rows: Range<Int>, logProbabilities: [Float], entropies: [Float]) -> [Float] {
        logProbabilities.withUnsafeBufferPointer { values in
            entropies.withUnsafeBufferPointer { coefficients(of: rows, logProbabilities: values, entropies: $0) }
        }
    }

    /// - Parameters:
    ///   - rows: a run of the micro-batch's rows; whole completions under a sequence ratio
    ///   - logProbabilities: one per row of the run, as are `entropies`
    /// - Returns: the derivative of the batch's loss by each of the log-probabilities.
    func coefficients(
        of rows: Range<Int>, logProbabilities: UnsafeBufferPointer<Float>, entropies: UnsafeBufferPointer<Float>
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: rows.count) { output, count in
            output.initialize(repeating: 0)
            for index in placements(in: rows) {
                let placement = batch.placements[index]
                let run = placement.rows.clamped(to: rows)
                let local = run.lowerBound - rows.lowerBound..<run.upperBound - rows.lowerBound
                objective.accumulate(
                    samples[placement.group][placement.completion], from: run.lowerBound - placement.rows.lowerBound,
                    logProbabilities: UnsafeBufferPointer(rebasing: logProbabilities[local]),
                    entropies: UnsafeBufferPointer(rebasing: entropies[local]),
                    coefficients: UnsafeMutableBufferPointer(rebasing: output[local]), statistics: &statistics[index])
            }
            count = rows.count
        }
    }

    /// The placements that have rows in `rows`: placements lie in the order of their rows.
    private func placements(in rows: Range<Int>) -> Range<Int> {
        let placements = batch.placements
        let first = partition(placements.count) { placements[$0].rows.upperBound > rows.lowerBound }
        let last = partition(placements.count) { placements[$0].rows.lowerBound >= rows.upperBound }
        return first..<max(first, last)
    }

    /// The first of `0 ..< count` for which `holds` is true, which it must then be for all that follow.
    private func partition(_ count: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
