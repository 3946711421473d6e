/// The run store's metrics that figures are made of.
struct MetricName {
    /// What a panel is called.
    let title: String
    /// The metric's full name, `<source>` standing for a source.
    let pattern: String

    private init(_ pattern: String, _ title: String = "") {
        self.pattern = pattern
        self.title = title
    }

    func of(_ source: String) -> String {
        pattern.replacing("<source>", with: source)
    }

    static let reward = MetricName("rollouts/<source>/reward")
    static let movingAverage = MetricName("curriculum/<source>/ema")
    static let quota = MetricName("curriculum/<source>/quota")
    static let unlocked = MetricName("curriculum/<source>/unlocked")

    static let health = [
        MetricName("learning/kl", "KL to the reference"), MetricName("learning/entropy", "entropy, nats per token"),
        MetricName("learning/grad_norm", "gradient norm"), MetricName("learning/clip_fraction", "clip fraction"),
        MetricName("learning/loss", "loss"), MetricName("learning/sampler_gap_mean", "sampler gap, mean |difference|"),
    ]
    static let perSource = [
        MetricName("rollouts/<source>/tokens", "completion tokens"), MetricName("rollouts/<source>/truncated", "truncated"),
        MetricName("curriculum/<source>/zero_variance", "groups without variance"),
    ]
    static let speed = [
        MetricName("tokens_per_second/generation", "generated tokens/s"),
        MetricName("tokens_per_second/learning", "learned tokens/s"), MetricName("seconds/step", "seconds per step"),
    ]
}
