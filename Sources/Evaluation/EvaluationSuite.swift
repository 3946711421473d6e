/// A benchmark: questions with graders, and the protocol they follow.
public protocol EvaluationSuite: Sendable {
    /// The name on the command line, such as `gsm8k`.
    var name: String { get }
    /// Which of a benchmark's protocols this is: scores of different protocols do not compare.
    var variant: String { get }
    /// The names that verdicts score under, in the order of the table; the first is the headline.
    var metrics: [String] { get }
    /// Completion budget where nothing else is asked for.
    var maxNewTokens: Int { get }
    var items: [EvaluationItem] { get }
    /// Language data that graders lack, so that rules stand in for them and scores need not be the reference's.
    var fallbacks: [String] { get }
}

extension EvaluationSuite {
    public var fallbacks: [String] { [] }
}

/// A suite made of given items: what the built-in suites and the loaders return.
public struct ItemSuite: EvaluationSuite {
    public var name: String
    public var variant: String
    public var metrics: [String]
    public var maxNewTokens: Int
    public var items: [EvaluationItem]
    public var fallbacks: [String] = []

    public init(name: String, variant: String, metrics: [String], maxNewTokens: Int, items: [EvaluationItem]) {
        self.name = name
        self.variant = variant
        self.metrics = metrics
        self.maxNewTokens = maxNewTokens
        self.items = items
    }
}

extension ItemSuite {
    /// Completion budget of the paper's evaluation: what the published benchmarks take where nothing else is asked for.
    public static let paperTokens = 8_192
}

extension EvaluationSuite {
    /// The same suite with at most `limit` items, spread evenly over its groups and within them, in the suite's order.
    public func limited(to limit: Int?) -> ItemSuite {
        var chosen = items
        if let limit, limit >= 0, limit < items.count {
            let places = Dictionary(items.enumerated().map { ($1.group, $0) }) { first, _ in first }
            let grouped = items.indices.sorted { (places[items[$0].group] ?? 0, $0) < (places[items[$1].group] ?? 0, $1) }
            chosen = (0..<limit).map { grouped[$0 * items.count / limit] }.sorted().map { items[$0] }
        }
        var suite = ItemSuite(name: name, variant: variant, metrics: metrics, maxNewTokens: maxNewTokens, items: chosen)
        suite.fallbacks = fallbacks
        return suite
    }
}
