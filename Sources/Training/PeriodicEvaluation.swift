public import Evaluation
import Generation
import RunStore

/// Benchmarks that a run puts to its policy now and then, answered greedily by the engine that samples the rollouts.
///
/// Nothing of training depends on it: greedy replies draw no random number, and weights are only read.
public struct PeriodicEvaluation {
    /// The choices of `[evaluation]`.
    public struct Configuration: Sendable, Equatable {
        /// Steps between evaluations; before the first step and after the last there is one too. 0: none.
        public var every = 0
        /// Names of benchmarks, each `name` or `name=path`.
        public var benchmarks = ["sequential", "constraints", "reasoning"]
        /// At most this many items of each benchmark, spread evenly; 0: all.
        public var limit = 64
        /// The most new tokens of a reply; 0: what each benchmark's protocol says.
        public var maxNewTokens = 0

        public init() {}

        /// The most new tokens that a suite's replies may have.
        func maxNewTokens(of suite: ItemSuite) -> Int { maxNewTokens > 0 ? maxNewTokens : suite.maxNewTokens }
    }

    public let configuration: Configuration
    public let suites: [ItemSuite]
    private let responder: ModelResponder

    /// - Parameter suites: what `configuration.benchmarks` names, in that order, already cut to the limit.
    init(configuration: Configuration, suites: [ItemSuite], responder: ModelResponder) {
        self.configuration = configuration
        self.suites = suites
        self.responder = responder
    }

    /// Whether the policy is evaluated after so many steps of a run of `last` steps.
    public func isDue(after steps: Int, of last: Int) -> Bool {
        configuration.every > 0 && !suites.isEmpty && (steps % configuration.every == 0 || steps == last)
    }

    /// Puts all benchmarks to the policy as it is.
    /// - Parameter onReply: called as replies end, with how many have ended and how many there will be.
    func results(onReply: @escaping (_ done: Int, _ total: Int) -> Void) throws -> [EvaluationResult] {
        let total = suites.reduce(0) { $0 + $1.items.count }
        var before = 0
        return try suites.map { suite in
            let start = ContinuousClock.now
            let replies = try responder.replies(to: suite.items, maxNewTokens: configuration.maxNewTokens(of: suite)) {
                onReply(before + $0, total)
            }
            before += suite.items.count
            return EvaluationResult(
                suite: suite, replies: replies, seconds: (ContinuousClock.now - start) / .seconds(1))
        }
    }
}

extension EvaluationResult {
    /// The numbers as the run's database keeps them.
    func records(step: Int) -> [EvaluationRecord] {
        metrics.map { EvaluationRecord(step: step, benchmark: suite, metric: $0.name, value: $0.value, items: items.count) }
    }
}
