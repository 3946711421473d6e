/// What is stored of one step.
public struct StepRecord: Sendable {
    /// Updates done with this step; the first is 1. 0 is before the first update.
    public var step: Int
    /// The curriculum's decision, as JSON; nil where there is none.
    public var decision: String?
    public var metrics: [(name: String, value: Double)]
    /// Wall-clock seconds by what they were spent on.
    public var timings: [(name: String, seconds: Double)]
    public var rollouts: [RolloutRecord]

    public init(
        step: Int, decision: String? = nil, metrics: [(name: String, value: Double)] = [],
        timings: [(name: String, seconds: Double)] = [], rollouts: [RolloutRecord] = []
    ) {
        self.step = step
        self.decision = decision
        self.metrics = metrics
        self.timings = timings
        self.rollouts = rollouts
    }
}

/// One stored completion.
public struct RolloutRecord: Sendable, Codable, Equatable {
    public var step: Int
    /// Its place among the step's rollouts, from 0.
    public var position: Int
    /// Its prompt's place among the step's prompts, from 0.
    public var group: Int
    public var promptID: String
    public var source: String
    /// The ladder's interval; nil where the source has none.
    public var interval: Int?
    public var prompt: String
    public var completion: String
    /// nil where it was not scored.
    public var reward: Double?
    /// The reward's parts, as JSON.
    public var components: String
    public var advantage: Double?
    /// Completion tokens.
    public var tokens: Int
    /// `stop` or `length`.
    public var finishReason: String

    enum CodingKeys: String, CodingKey {
        case step, position, source, interval, prompt, completion, reward, components, advantage, tokens
        case group = "prompt_group"
        case promptID = "prompt_id"
        case finishReason = "finish_reason"
    }

    public init(
        step: Int, position: Int, group: Int, promptID: String, source: String, interval: Int? = nil, prompt: String,
        completion: String, reward: Double?, components: String = "[]", advantage: Double? = nil, tokens: Int, finishReason: String
    ) {
        self.step = step
        self.position = position
        self.group = group
        self.promptID = promptID
        self.source = source
        self.interval = interval
        self.prompt = prompt
        self.completion = completion
        self.reward = reward
        self.components = components
        self.advantage = advantage
        self.tokens = tokens
        self.finishReason = finishReason
    }
}

/// One number of a benchmark.
public struct EvaluationRecord: Sendable, Codable, Equatable {
    /// Updates done when the model was evaluated.
    public var step: Int
    public var benchmark: String
    /// Such as `accuracy` or `prompt_strict`.
    public var metric: String
    public var value: Double
    /// How many items it is over.
    public var items: Int

    public init(step: Int, benchmark: String, metric: String, value: Double, items: Int) {
        self.step = step
        self.benchmark = benchmark
        self.metric = metric
        self.value = value
        self.items = items
    }
}

/// One value of a metric's course.
public struct MetricPoint: Sendable, Codable, Equatable {
    public var step: Int
    /// Not a number where it was stored as such.
    public var value: Double

    public init(step: Int, value: Double) {
        self.step = step
        self.value = value
    }
}
