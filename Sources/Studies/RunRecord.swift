public import Evaluation

/// What a report needs of a run, read out of its folder; anything a run did not record is empty.
public struct RunRecord: Sendable, Equatable {
    /// A number of one step.
    public struct Point: Sendable, Equatable {
        public var step: Int
        public var value: Double

        public init(step: Int, value: Double) {
            self.step = step
            self.value = value
        }
    }

    /// How one interval of a source fared in one step.
    public struct IntervalPoint: Sendable, Equatable {
        public var step: Int
        public var source: String
        /// From 0, the easiest.
        public var interval: Int
        /// Prompts drawn from it in the step.
        public var prompts: Int
        /// Mean reward of their rollouts; nil where none was drawn.
        public var success: Double?

        public init(step: Int, source: String, interval: Int, prompts: Int, success: Double?) {
            self.step = step
            self.source = source
            self.interval = interval
            self.prompts = prompts
            self.success = success
        }
    }

    /// One rollout that the run kept for people.
    public struct SampledRollout: Sendable, Equatable {
        public var step: Int
        public var source: String
        public var prompt: String
        public var reply: String
        public var reward: Double
        public var tokens: Int
        /// Verdicts behind the reward, one line each.
        public var verdicts: [String]

        public init(step: Int, source: String, prompt: String, reply: String, reward: Double, tokens: Int, verdicts: [String]) {
            self.step = step
            self.source = source
            self.prompt = prompt
            self.reply = reply
            self.reward = reward
            self.tokens = tokens
            self.verdicts = verdicts
        }
    }

    /// An evaluation under the name of when it was made, such as `before`.
    public struct LabelledEvaluation: Sendable, Equatable {
        public var label: String
        public var report: EvaluationReport

        public init(label: String, report: EvaluationReport) {
            self.label = label
            self.report = report
        }
    }

    /// One number of a benchmark that the run put to its policy between steps.
    public struct EvaluationPoint: Sendable, Equatable {
        /// Updates done before it.
        public var step: Int
        public var benchmark: String
        public var metric: String
        /// 0 to 1.
        public var value: Double

        public init(step: Int, benchmark: String, metric: String, value: Double) {
            self.step = step
            self.benchmark = benchmark
            self.metric = metric
            self.value = value
        }
    }

    /// The folder's last component: what charts call the run.
    public var name: String
    /// The resolved configuration, TOML.
    public var configuration: String
    /// Sources in the configuration's order.
    public var sources: [String]
    /// Metric name to its points in the order of steps. Names are those of the run store; a source's metrics are `name/source`.
    public var metrics: [String: [Point]]
    public var intervals: [IntervalPoint]
    /// Complexity scores of the prompts the run may draw from, or of those it drew.
    public var complexities: [Double]
    public var rollouts: [SampledRollout]
    public var evaluations: [LabelledEvaluation]
    /// By benchmark, metric and step.
    public var evaluationCourse: [EvaluationPoint]

    public init(
        name: String, configuration: String = "", sources: [String] = [], metrics: [String: [Point]] = [:],
        intervals: [IntervalPoint] = [], complexities: [Double] = [], rollouts: [SampledRollout] = [],
        evaluations: [LabelledEvaluation] = [], evaluationCourse: [EvaluationPoint] = []
    ) {
        self.name = name
        self.configuration = configuration
        self.sources = sources
        self.metrics = metrics
        self.intervals = intervals
        self.complexities = complexities
        self.rollouts = rollouts
        self.evaluations = evaluations
        self.evaluationCourse = evaluationCourse
    }
}
