public import Constraints

/// Strict and loose accuracies over rows, the fallbacks they used, and how many rows could not be judged as meant.
public struct ConstraintTally: Sendable {
    public private(set) var strict = ConstraintAccuracy()
    public private(set) var loose = ConstraintAccuracy()
    /// Rows without a reply: nothing is followed in them.
    public private(set) var unanswered = 0
    /// Rows with a constraint that cannot be read.
    public private(set) var unreadable = 0
    /// The first of them and what is wrong there.
    public private(set) var firstProblem: (line: Int, problem: ConstraintError)?
    /// Replies that belong to no row.
    public var unmatchedReplies = 0
    private var rewards = (sum: 0.0, count: 0)
    private var used: Set<TextNeed> = []

    public init() {}

    /// - Parameter reward: in place of the outcome's, such as one that a judge had a part in.
    public mutating func count(_ row: ConstraintRow, _ outcome: ConstraintRow.Outcome, reward: Double? = nil) {
        if row.response == nil { unanswered += 1 }
        if let problem = row.problem {
            unreadable += 1
            firstProblem = firstProblem ?? (row.line, problem)
        }
        if let reward = reward ?? outcome.reward { rewards = (rewards.sum + reward, rewards.count + 1) }
        let ids = row.set.constraints.map(\.id)
        strict.count(ids: ids, followed: outcome.strict.map(\.followed))
        loose.count(ids: ids, followed: outcome.loose)
        used.formUnion(outcome.fallbacks)
    }

    public var fallbacks: [TextNeed] { TextNeed.allCases.filter(used.contains) }

    /// The mean reward of the rows that have one; nil where none has.
    public var reward: Double? { rewards.count == 0 ? nil : rewards.sum / Double(rewards.count) }

    /// `{"strict": {...}, "loose": {...}, "reward"?, "unanswered", "unreadable", "unmatched_replies", "fallbacks": [...]}` on one line.
    public var json: String {
        var entries: [(String, PythonValue)] = [("strict", Self.value(strict)), ("loose", Self.value(loose))]
        if let reward { entries.append(("reward", .double(reward))) }
        entries += [
            ("unanswered", .int(unanswered)), ("unreadable", .int(unreadable)), ("unmatched_replies", .int(unmatchedReplies)),
            ("fallbacks", .list(fallbacks.map { .string($0.rawValue) })),
        ]
        return PythonValue.dictionary(entries.map { .init(key: .string($0.0), value: $0.1) }).json
    }

    private static func value(_ accuracy: ConstraintAccuracy) -> PythonValue {
        func table(_ counts: [String: (followed: Int, total: Int)]) -> PythonValue {
            .dictionary(
                counts.sorted { $0.key < $1.key }.map { entry in
                    .init(key: .string(entry.key), value: .list([.int(entry.value.followed), .int(entry.value.total)]))
                })
        }
        let entries: [(String, PythonValue)] = [
            ("prompts", .int(accuracy.prompts)), ("prompts_followed", .int(accuracy.promptsFollowed)),
            ("prompt_level", .double(accuracy.promptLevel)), ("instructions", .int(accuracy.instructions)),
            ("instructions_followed", .int(accuracy.instructionsFollowed)), ("instruction_level", .double(accuracy.instructionLevel)),
            ("per_family", table(accuracy.perFamily)), ("per_instruction", table(accuracy.perInstruction)),
        ]
        return .dictionary(entries.map { .init(key: .string($0.0), value: $0.1) })
    }
}
