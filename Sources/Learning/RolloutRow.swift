public import Rollouts

/// One recorded completion, as a JSONL file holds it.
public struct RolloutRow: Sendable, Codable, Equatable {
    /// Rows of one group share a prompt; a number or a text.
    public var group: GroupName
    public var promptIds: [Int]
    public var completionIds: [Int]
    public var reward: Double?
    /// Taken as it is; otherwise advantages follow from the rewards of the group.
    public var advantage: Float?
    public var oldLogprobs: [Float]?
    public var refLogprobs: [Float]?
    /// As another sampler reported them.
    public var samplerLogprobs: [Float]?
    /// Whether the generation limit cut the completion off.
    public var truncated: Bool?

    enum CodingKeys: String, CodingKey {
        case group, reward, advantage, truncated
        case promptIds = "prompt_ids"
        case completionIds = "completion_ids"
        case oldLogprobs = "old_logprobs"
        case refLogprobs = "ref_logprobs"
        case samplerLogprobs = "sampler_logprobs"
    }

    /// What a group is called: in JSON a whole number or a string.
    public struct GroupName: Sendable, Codable, Hashable {
        public var text: String

        public init(_ text: String) { self.text = text }

        public init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Int.self) {
                text = String(number)
            } else {
                text = try value.decode(String.self)
            }
        }

        public func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            try value.encode(text)
        }
    }

    public init(
        group: GroupName, promptIds: [Int], completionIds: [Int], reward: Double? = nil, advantage: Float? = nil,
        oldLogprobs: [Float]? = nil, refLogprobs: [Float]? = nil, samplerLogprobs: [Float]? = nil, truncated: Bool? = nil
    ) {
        self.group = group
        self.promptIds = promptIds
        self.completionIds = completionIds
        self.reward = reward
        self.advantage = advantage
        self.oldLogprobs = oldLogprobs
        self.refLogprobs = refLogprobs
        self.samplerLogprobs = samplerLogprobs
        self.truncated = truncated
    }
}

extension TrainingGroup {
    /// Gathers rows into groups, in the order in which groups first occur.
    /// - Parameters:
    ///   - rows: with the numbers of their lines, for messages, as is the file's `name`
    ///   - advantages: turns the rewards of a group into advantages where rows do not bring them
    /// - Throws: `LearningError.row` where a row disagrees with its group or has neither reward nor advantage.
    public static func groups(
        from rows: [(line: Int, row: RolloutRow)], name: String, advantages: AdvantageEstimator
    ) throws -> [TrainingGroup] {
        var order: [RolloutRow.GroupName] = []
        var members: [RolloutRow.GroupName: [RolloutRow]] = [:]
        for (line, row) in rows {
            if let first = members[row.group]?.first {
                guard first.promptIds == row.promptIds else {
                    throw LearningError.row(
                        file: name, line: line, found: "another prompt_ids than the group's first row", expected: "one prompt per group")
                }
                guard (first.advantage == nil) == (row.advantage == nil) else {
                    throw LearningError.row(
                        file: name, line: line, found: "a group in which only some rows have an advantage", expected: "all or none")
                }
            } else {
                order.append(row.group)
            }
            guard row.advantage != nil || row.reward?.isFinite == true else {
                throw LearningError.row(file: name, line: line, found: "neither reward nor advantage", expected: "one of them")
            }
            members[row.group, default: []].append(row)
        }
        return order.compactMap { members[$0] }.map { rows in
            let estimated = advantages.advantages(of: rows.map { $0.reward ?? 0 })
            return TrainingGroup(
                promptTokens: rows.first?.promptIds ?? [],
                completions: zip(rows, estimated).map { row, estimate in
                    TrainingCompletion(
                        tokens: row.completionIds, advantage: row.advantage ?? estimate, oldLogProbabilities: row.oldLogprobs,
                        referenceLogProbabilities: row.refLogprobs, samplerLogProbabilities: row.samplerLogprobs,
                        isTruncated: row.truncated ?? false)
                })
        }
    }
}
