public import Constraints

/// Strict and loose accuracies over rows, and the fallbacks they used.
public struct ConstraintTally: Sendable {
    public private(set) var strict = ConstraintAccuracy()
    public private(set) var loose = ConstraintAccuracy()
    private var used: Set<TextNeed> = []

    public init() {}

    public mutating func count(_ row: ConstraintRow, _ outcome: ConstraintRow.Outcome) {
        let ids = row.set.constraints.map(\.id)
        strict.count(ids: ids, followed: outcome.strict.map(\.followed))
        loose.count(ids: ids, followed: outcome.loose)
        used.formUnion(outcome.fallbacks)
    }

    public var fallbacks: [TextNeed] { TextNeed.allCases.filter(used.contains) }

    /// `{"strict": {...}, "loose": {...}, "fallbacks": [...]}` on one line.
    public var json: String {
        PythonValue.dictionary([
            .init(key: .string("strict"), value: Self.value(strict)), .init(key: .string("loose"), value: Self.value(loose)),
            .init(key: .string("fallbacks"), value: .list(fallbacks.map { .string($0.rawValue) })),
        ]).json
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
