/// Accuracies over the prompts of a benchmark.
public struct ConstraintAccuracy: Sendable {
    public private(set) var prompts = 0
    /// Prompts whose instructions are all followed.
    public private(set) var promptsFollowed = 0
    public private(set) var instructions = 0
    public private(set) var instructionsFollowed = 0
    /// Per id: followed, total.
    public private(set) var perInstruction: [String: (followed: Int, total: Int)] = [:]

    public init() {}

    /// Counts one prompt's verdicts.
    public mutating func count(ids: [String], followed: [Bool]) {
        prompts += 1
        if followed.allSatisfy({ $0 }) { promptsFollowed += 1 }
        for (id, passed) in zip(ids, followed) {
            instructions += 1
            if passed { instructionsFollowed += 1 }
            let before = perInstruction[id] ?? (0, 0)
            perInstruction[id] = (before.followed + (passed ? 1 : 0), before.total + 1)
        }
    }

    /// Share of prompts with every instruction followed; 0 without prompts.
    public var promptLevel: Double { prompts == 0 ? 0 : Double(promptsFollowed) / Double(prompts) }
    /// Share of instructions followed; 0 without instructions.
    public var instructionLevel: Double { instructions == 0 ? 0 : Double(instructionsFollowed) / Double(instructions) }

    /// The same counts by the part of the id before the colon.
    public var perFamily: [String: (followed: Int, total: Int)] {
        perInstruction.reduce(into: [:]) { families, entry in
            let family = String(entry.key.prefix { $0 != ":" })
            let before = families[family] ?? (0, 0)
            families[family] = (before.followed + entry.value.followed, before.total + entry.value.total)
        }
    }
}
