import Dispatch
public import Rollouts
import Synchronization

/// A model's reply to one item.
public struct EvaluationReply: Sendable, Codable, Equatable {
    /// Empty where there was none.
    public var text: String
    /// Completion length, where the generator knows it.
    public var tokens: Int?
    public var finishReason: FinishReason?
    /// Why there is no reply; nil where there is one. An unanswered item counts as wrong.
    public var failure: String?

    public init(text: String, tokens: Int? = nil, finishReason: FinishReason? = nil, failure: String? = nil) {
        self.text = text
        self.tokens = tokens
        self.finishReason = finishReason
        self.failure = failure
    }

    /// No reply, and why.
    public static func none(_ failure: String) -> EvaluationReply { EvaluationReply(text: "", failure: failure) }
}

/// What became of one item: everything a person needs to judge the judge.
public struct ItemResult: Sendable, Codable, Equatable {
    public var id: String
    public var group: String?
    public var question: String?
    public var prompt: String
    public var reply: EvaluationReply
    public var verdict: Verdict

    public init(
        id: String, group: String? = nil, question: String? = nil, prompt: String, reply: EvaluationReply, verdict: Verdict
    ) {
        self.id = id
        self.group = group
        self.question = question
        self.prompt = prompt
        self.reply = reply
        self.verdict = verdict
    }
}

/// One metric over all items of a suite, or of one of its groups.
public struct MetricSummary: Sendable, Codable, Equatable {
    public var name: String
    /// Weighted mean of the scores, 0...1.
    public var value: Double
    public var interval: ConfidenceInterval
    /// `wilson` where every score is 0 or 1 with weight 1, else `bootstrap`.
    public var method: String

    init(name: String, scores: [Verdict.Score]) {
        self.name = name
        let weight = scores.reduce(0) { $0 + $1.weight }
        value = weight > 0 ? scores.reduce(0) { $0 + $1.value * $1.weight } / weight : 0
        if scores.allSatisfy({ ($0.value == 0 || $0.value == 1) && $0.weight == 1 }) {
            method = "wilson"
            interval = .wilson(successes: scores.count { $0.value == 1 }, trials: scores.count)
        } else {
            method = "bootstrap"
            interval = .bootstrap(values: scores.map(\.value), weights: scores.map(\.weight))
        }
    }
}

/// The metrics of one group of items, such as a subtask or an interval.
public struct GroupSummary: Sendable, Codable, Equatable {
    public var name: String
    public var items: Int
    public var metrics: [MetricSummary]
}

/// One suite's outcome for one model.
public struct EvaluationResult: Sendable, Codable, Equatable {
    public var suite: String
    public var variant: String
    /// In the suite's order; the first is the headline.
    public var metrics: [MetricSummary]
    /// In order of first appearance; empty where items have no groups.
    public var groups: [GroupSummary]
    /// Mean completion length in tokens, nil where the generator does not say.
    public var meanTokens: Double?
    /// Share of replies cut off by the token budget, nil where the generator does not say.
    public var truncationRate: Double?
    /// Share of replies no answer could be read out of.
    public var extractionFailureRate: Double
    /// Wall time of generation and grading, that of interrupted runs included.
    public var seconds: Double
    public var items: [ItemResult]
    /// Language data that graders lacked, nil where nothing was lacking.
    public var fallbacks: [String]?

    /// Items without a reply. They count as wrong.
    public var unanswered: Int { items.count { $0.reply.failure != nil } }

    /// Grades replies, one per item of the suite and in its order, and sums up.
    public init(suite: any EvaluationSuite, replies: [EvaluationReply], seconds: Double) {
        let graded = zip(zip(suite.items, replies), Self.verdicts(suite.items, replies)).map { pair, verdict in
            let (item, reply) = pair
            return ItemResult(
                id: item.id, group: item.group, question: item.question, prompt: item.conversation, reply: reply, verdict: verdict)
        }
        self.init(suite: suite, items: graded, seconds: seconds)
    }

    /// Graded side by side: some graders wait for a worker.
    private static func verdicts(_ items: [EvaluationItem], _ replies: [EvaluationReply]) -> [Verdict] {
        let count = min(items.count, replies.count)
        let table: Mutex<[Int: Verdict]> = Mutex([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let verdict = items[index].grader.verdict(on: replies[index].text)
            table.withLock { $0[index] = verdict }
        }
        return table.withLock { table in (0..<count).compactMap { table[$0] } }
    }

    /// Sums up graded items.
    public init(suite: any EvaluationSuite, items: [ItemResult], seconds: Double) {
        self.suite = suite.name
        variant = suite.variant
        fallbacks = suite.fallbacks.isEmpty ? nil : suite.fallbacks
        self.items = items
        self.seconds = seconds
        metrics = Self.summaries(of: items, metrics: suite.metrics)
        var names: [String] = []
        for case let group? in items.map(\.group) where !names.contains(group) { names.append(group) }
        groups = names.map { name in
            let members = items.filter { $0.group == name }
            return GroupSummary(name: name, items: members.count, metrics: Self.summaries(of: members, metrics: suite.metrics))
        }
        let tokens = items.compactMap(\.reply.tokens)
        meanTokens = tokens.isEmpty ? nil : Double(tokens.reduce(0, +)) / Double(tokens.count)
        let reasons = items.compactMap(\.reply.finishReason)
        truncationRate = reasons.isEmpty ? nil : Double(reasons.count { $0 == .length }) / Double(reasons.count)
        extractionFailureRate = items.isEmpty ? 0 : Double(items.count { $0.verdict.extractionFailed }) / Double(items.count)
    }

    private static func summaries(of items: [ItemResult], metrics: [String]) -> [MetricSummary] {
        metrics.map { metric in
            if let part = metric.dropPrefix(EvaluationResult.questionPrefix) { return questions(of: items, metric: part) }
            return MetricSummary(name: metric, scores: items.flatMap { $0.verdict.scores.filter { $0.metric == metric } })
        }
    }

    /// A metric of this prefix counts questions: one is right where the named metric of all its items is 1.
    static let questionPrefix = "question "

    private static func questions(of items: [ItemResult], metric: String) -> MetricSummary {
        let name = questionPrefix + metric
        let members = Dictionary(grouping: items) { $0.question ?? $0.id }
        let scores = members.sorted { $0.key < $1.key }.map { _, items in
            let right = items.allSatisfy { item in item.verdict.scores.contains { $0.metric == metric && $0.value == 1 } }
            return Verdict.Score(name, right ? 1 : 0)
        }
        return MetricSummary(name: name, scores: scores)
    }
}

extension String {
    /// What follows a prefix; nil where the text does not begin with it.
    func dropPrefix(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
