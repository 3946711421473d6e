public import Curriculum
public import Rollouts
import Tokenization

/// One source of training prompts and how the curriculum treats it.
public struct PromptSource: Sendable {
    /// How hard the source's items are, in the curriculum's eyes.
    public enum Difficulty: Sendable {
        /// All items alike.
        case none
        /// By each prompt's complexity score.
        case complexity(IntervalLadder.Configuration)
        /// Learned on the way: the success rate of each prompt's reward components, such as constraint ids.
        case online(IntervalLadder.Configuration, OnlineDifficulty.Configuration)
    }

    public let name: String
    public let prompts: [Prompt]
    public let difficulty: Difficulty
    /// Multiplies the advantages of the source's rollouts: alpha of the paper's Eq. 1.
    public let advantageWeight: Double

    public init(name: String, prompts: [Prompt], difficulty: Difficulty = .none, advantageWeight: Double = 1) {
        self.name = name
        self.prompts = prompts
        self.difficulty = difficulty
        self.advantageWeight = advantageWeight
    }

    /// What the curriculum needs to know of the source.
    /// - Throws: `TrainingError.missingComplexity` where a ladder is asked for and a prompt has no score.
    func curriculumSource() throws -> CurriculumSource {
        switch difficulty {
        case .none:
            return CurriculumSource(name: name, items: .plain(count: prompts.count), digest: prompts.digest)
        case .complexity(let ladder):
            let scores = try prompts.map { prompt in
                guard let score = prompt.complexity else { throw TrainingError.missingComplexity(source: name, prompt: prompt.id) }
                return score
            }
            return CurriculumSource(name: name, items: .graded(difficulties: scores, ladder: ladder), digest: prompts.digest)
        case .online(let ladder, let configuration):
            let keys = prompts.map { $0.verifier.reward(for: "").components.map(\.name) }
            let items = CurriculumSource.Items.online(keys: keys, ladder: ladder, difficulty: configuration)
            return CurriculumSource(name: name, items: items, digest: prompts.digest)
        }
    }
}

extension RunConfiguration {
    /// Which ladder the curriculum gives a source.
    public func difficulty(of source: Source) -> PromptSource.Difficulty {
        guard source.intervals else { return .none }
        return source.difficulty == .complexity ? .complexity(intervals) : .online(intervals, online)
    }
}
