import Synchronization

/// What the service counted, printed in Prometheus's text format.
final class ServiceMetrics: Sendable {
    private struct Requests {
        var count = 0
        var seconds = 0.0
        /// How many took at most each bound.
        var buckets = Array(repeating: 0, count: ServiceMetrics.bounds.count)
    }

    private struct State {
        var requests: [String: [Int: Requests]] = [:]
        var scored: [String: Int] = [:]
        var steps: [String: Int] = [:]
    }

    private static let bounds = [0.005, 0.02, 0.1, 0.5, 2, 10, 60]
    private let state = Mutex(State())

    func count(request: String, status: Int, seconds: Double) {
        state.withLock { state in
            var requests = state.requests[request]?[status] ?? Requests()
            requests.count += 1
            requests.seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { requests.buckets[index] += 1 }
            state.requests[request, default: [:]][status] = requests
        }
    }

    /// Replies that were given a reward.
    func count(scored: Int, kind: String) {
        state.withLock { $0.scored[kind, default: 0] += scored }
    }

    /// A curriculum's observed steps; nil where it was removed.
    func set(steps: Int?, curriculum: String) {
        state.withLock { $0.steps[curriculum] = steps }
    }

    /// The page, with the model's numbers where one is served.
    func text(model: ModelLoad?) -> String {
        let state = state.withLock { state in (requests: state.requests, scored: state.scored, steps: state.steps) }
        var page = MetricsPage()
        page.begin("roifrl_request_duration_seconds", kind: "histogram", help: "Seconds to the first byte of the answer.")
        for (route, byStatus) in state.requests.sorted(by: { $0.key < $1.key }) {
            for (status, requests) in byStatus.sorted(by: { $0.key < $1.key }) {
                let labels = [("route", route), ("status", "\(status)")]
                for (bound, count) in zip(Self.bounds, requests.buckets) {
                    page.add("_bucket", labels + [("le", "\(bound)")], Double(count))
                }
                page.add("_bucket", labels + [("le", "+Inf")], Double(requests.count))
                page.add("_sum", labels, requests.seconds)
                page.add("_count", labels, Double(requests.count))
            }
        }
        page.begin("roifrl_rewards_total", kind: "counter", help: "Replies scored.")
        for (kind, count) in state.scored.sorted(by: { $0.key < $1.key }) { page.add("", [("kind", kind)], Double(count)) }
        page.begin("roifrl_curriculum_steps", kind: "gauge", help: "Steps observed by each curriculum in memory.")
        for (name, step) in state.steps.sorted(by: { $0.key < $1.key }) { page.add("", [("curriculum", name)], Double(step)) }
        if let model { page.add(model) }
        return page.text
    }
}

/// A page in the making.
struct MetricsPage {
    private(set) var text = ""
    private var name = ""

    mutating func begin(_ name: String, kind: String, help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    mutating func add(_ suffix: String, _ labels: [(String, String)], _ value: Double) {
        let inside = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        let number = value.rounded() == value && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        text += "\(name)\(suffix)\(labels.isEmpty ? "" : "{\(inside)}") \(number)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.flatMap { character -> [Character] in
            switch character {
            case "\\", "\"": ["\\", character]
            case "\n": ["\\", "n"]
            default: [character]
            }
        }.reduce(into: "") { $0.append($1) }
    }
}

extension MetricsPage {
    fileprivate mutating func add(_ model: ModelLoad) {
        let rows: [(String, String, String, Int)] = [
            ("roifrl_sequences_running", "gauge", "Completions being computed.", model.running),
            ("roifrl_sequences_waiting", "gauge", "Completions waiting for a place.", model.waiting),
            ("roifrl_sequences_total", "counter", "Completions taken in.", model.accepted),
            ("roifrl_sequences_cancelled_total", "counter", "Completions given up because their client left.", model.cancelled),
            ("roifrl_requests_refused_total", "counter", "Requests refused because the queue was full.", model.refused),
            ("roifrl_prompt_tokens_total", "counter", "Prompt tokens taken in.", model.promptTokens),
            ("roifrl_generated_tokens_total", "counter", "Tokens generated.", model.generatedTokens),
        ]
        for (name, kind, help, value) in rows {
            begin(name, kind: kind, help: help)
            add("", [], Double(value))
        }
        let steps = [("prefill", model.progress.prefill), ("decode", model.progress.decode), ("mixed", model.progress.mixed)]
        begin("roifrl_engine_steps_total", kind: "counter", help: "Steps of the engine, by whether they computed prompts or new tokens.")
        for (kind, steps) in steps { add("", [("kind", kind)], Double(steps.count)) }
        begin("roifrl_engine_seconds_total", kind: "counter", help: "Seconds that the engine computed.")
        for (kind, steps) in steps { add("", [("kind", kind)], steps.seconds) }
    }
}
