public import Rollouts

/// Judges a reply to a sequential-execution prompt against the answer that running the function gave.
///
/// The output and the statistics are parsed from the reply and compared by value (``Literal/equalsByValue(_:)``). No code runs.
/// A reply that gives the function's whole return value, `(result, {tracker: count})`, where the result is asked for counts as the
/// result, and its counts stand in where no statistics are stated. An output that is a string may be given without quotation marks.
public struct SequentialVerifier: Verifier, Equatable {
    /// How the two verdicts make a reward.
    public enum Grading: String, Sendable, Codable, CaseIterable {
        /// 1 where output and statistics are both right, else 0.
        case exact
        /// Half for the output, half for the share of trackers with the right count; 1 only where all is right.
        case graded
    }

    public var answer: SequentialAnswer
    public var grading: Grading

    public init(answer: SequentialAnswer, grading: Grading = .exact) {
        self.answer = answer
        self.grading = grading
    }

    public func reward(for response: String) -> Reward {
        let reply = SequentialReply(parsing: response)
        let whole = reply.output.flatMap(wholeReturn)
        let statistics = reply.statistics ?? whole?.statistics
        let outputIsRight = isRight(output: reply) || whole.map { $0.output.equalsByValue(answer.output) } ?? false
        let statisticsAreRight = statistics.map { $0.equalsByValue(answer.statistics) } ?? answer.trackers.isEmpty
        let share = statisticsAreRight ? 1 : shareOfTrackers(statistics)
        let value: Double
        switch grading {
        case .exact: value = outputIsRight && statisticsAreRight ? 1 : 0
        case .graded: value = ((outputIsRight ? 1 : 0) + (statisticsAreRight ? 1 : min(share, 0.99))) / 2
        }
        return Reward(
            value: value,
            components: [
                .init(
                    name: "output", value: outputIsRight ? 1 : 0, weight: 0.5,
                    evidence: evidence(got: (reply.output ?? whole?.output)?.json ?? reply.outputText, expected: answer.output)),
                .init(
                    name: "statistics", value: grading == .graded ? share : (statisticsAreRight ? 1 : 0), weight: 0.5,
                    evidence: evidence(got: statistics?.json, expected: answer.statistics)),
            ])
    }

    private func isRight(output reply: SequentialReply) -> Bool {
        if let output = reply.output, output.equalsByValue(answer.output) { return true }
        return answer.output.stringValue.map { $0 == reply.outputText && !$0.isEmpty } ?? false
    }

    /// `(result, {tracker: count})` with exactly our trackers; anything else is a result itself.
    private func wholeReturn(_ literal: Literal) -> SequentialAnswer? {
        guard let items = literal.elements, items.count == 2, case .dictionary(let entries) = items[1] else { return nil }
        guard !entries.isEmpty, Set(entries.map(\.key.jsonKey)) == Set(answer.trackers.map(\.key.jsonKey)) else { return nil }
        return SequentialAnswer(output: items[0], statistics: items[1])
    }

    private func shareOfTrackers(_ statistics: Literal?) -> Double {
        guard case .dictionary(let entries)? = statistics, !answer.trackers.isEmpty else { return 0 }
        let right = answer.trackers.filter { tracker in
            entries.last { $0.key.jsonKey == tracker.key.jsonKey }?.value.equalsByValue(tracker.value) ?? false
        }
        return Double(right.count) / Double(answer.trackers.count)
    }

    private func evidence(got: String?, expected: Literal) -> String {
        "found \(Self.shortened(got ?? "nothing")), expected \(Self.shortened(expected.json))"
    }

    private static func shortened(_ text: String) -> String {
        text.count <= 200 ? text : text.prefix(197) + "..."
    }
}
