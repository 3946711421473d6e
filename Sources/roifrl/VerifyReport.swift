import Constraints
import Datasets
import Rollouts

/// The rows that `roifrl verify` prints.
struct VerifyReport {
    let isBrief: Bool
    let failedOnly: Bool
    let combination: GroundTruth.Combination
    let judge: Judge?
    let judgeWeight: Double
    let resources: TextResources

    init(command: VerifyCommand, judge: Judge?, resources: TextResources) {
        isBrief = command.brief
        failedOnly = command.failed
        combination = command.combination
        judgeWeight = command.judge.judgeWeight
        self.judge = judge
        self.resources = resources
    }

    /// One line of JSON for each row that is shown.
    func lines(_ rows: [ConstraintRow], _ outcomes: [ConstraintRow.Outcome]) -> [String] {
        let shown = zip(rows, outcomes).filter { !failedOnly || $0.1.strict.contains { !$0.followed } }
        let judged = judgedRewards(shown.map(\.0))
        return shown.enumerated().map { index, pair in object(pair.0, pair.1, judged?[index]).json }
    }

    /// Rewards with the judge's part in them, nil without a judge; it is asked about all rows at once.
    func judgedRewards(_ rows: [ConstraintRow]) -> [Reward]? {
        guard let judge else { return nil }
        return JudgedVerifier.rewards(
            rows.map { row in
                JudgedVerifier(
                    verifier: ConstraintVerifier(groundTruth: GroundTruth(row.set), combination: combination, resources: resources),
                    judge: judge, request: row.prompt ?? "", weight: judgeWeight)
            }, for: rows.map { $0.response ?? "" })
    }

    private func object(_ row: ConstraintRow, _ outcome: ConstraintRow.Outcome, _ judged: Reward?) -> PythonValue {
        var entries: [(String, PythonValue)] = []
        if failedOnly {
            entries.append(("line", .int(row.line)))
            if let prompt = row.prompt { entries.append(("prompt", .string(prompt))) }
        }
        entries.append(("strict", .list(outcome.strict.map { .bool($0.followed) })))
        entries.append(("loose", .list(outcome.loose.map { .bool($0) })))
        if let reward = judged?.value ?? outcome.reward { entries.append(("reward", .double(reward))) }
        if let opinion = judged?.components.last(where: { $0.name == "judge" }) {
            entries.append(
                (
                    "judge",
                    Self.object([
                        ("score", .double(opinion.value)), ("weight", .double(opinion.weight)), ("evidence", .string(opinion.evidence)),
                    ])
                ))
        }
        if !isBrief { entries.append(("evidence", .list(evidence(row, outcome)))) }
        let problems = row.set.constraints.compactMap { $0.problem?.description }
        if !problems.isEmpty { entries.append(("errors", .list(problems.map { .string($0) }))) }
        if !outcome.fallbacks.isEmpty { entries.append(("fallbacks", .list(outcome.fallbacks.map { .string($0.rawValue) }))) }
        return Self.object(entries)
    }

    /// What was found and what was required, by constraint; of failed rows only what is unmet.
    private func evidence(_ row: ConstraintRow, _ outcome: ConstraintRow.Outcome) -> [PythonValue] {
        zip(row.set.constraints, outcome.strict).filter { !failedOnly || !$0.1.followed }.map { constraint, verdict in
            Self.object([
                ("id", .string(constraint.id)), ("found", .string(verdict.finding.description)),
                ("required", .string(constraint.requirement)),
            ])
        }
    }

    private static func object(_ entries: [(String, PythonValue)]) -> PythonValue {
        .dictionary(entries.map { .init(key: .string($0.0), value: $0.1) })
    }
}
