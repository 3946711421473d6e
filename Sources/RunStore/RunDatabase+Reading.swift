import GRDB

extension RunDatabase {
    /// The last recorded step; nil where there is none.
    public func lastStep() throws -> Int? {
        try read("reading the last step") { try Int.fetchOne($0, sql: "SELECT max(step) FROM step") }
    }

    /// Every metric's name, in order.
    public func metricNames() throws -> [String] {
        try read("reading metric names") { try String.fetchAll($0, sql: "SELECT DISTINCT name FROM metric ORDER BY name") }
    }

    /// A metric's course.
    /// - Parameter step: only values after this step, for a reader that follows a run.
    public func metric(_ name: String, after step: Int = -1) throws -> [MetricPoint] {
        try read("reading \(name)") { database in
            try Row.fetchAll(
                database, sql: "SELECT step, value FROM metric WHERE name = ? AND step > ? ORDER BY step", arguments: [name, step]
            ).map { MetricPoint(step: $0["step"], value: $0["value"] ?? .nan) }
        }
    }

    /// All metrics of a step, by name.
    public func metrics(step: Int) throws -> [(name: String, value: Double)] {
        try values("SELECT name, value FROM metric WHERE step = ? ORDER BY name", step: step)
    }

    /// Wall-clock seconds of a step, by name.
    public func timings(step: Int) throws -> [(name: String, seconds: Double)] {
        try values("SELECT name, seconds AS value FROM timing WHERE step = ? ORDER BY name", step: step).map { ($0.name, $0.value) }
    }

    private func values(_ query: String, step: Int) throws -> [(name: String, value: Double)] {
        try read("reading step \(step)") { database in
            try Row.fetchAll(database, sql: query, arguments: [step]).map { (name: $0["name"], value: $0["value"] ?? .nan) }
        }
    }

    /// The decisions of the curriculum, as JSON, by step.
    public func decisions(after step: Int = -1) throws -> [(step: Int, decision: String)] {
        try read("reading decisions") { database in
            try Row.fetchAll(
                database, sql: "SELECT step, decision FROM step WHERE decision IS NOT NULL AND step > ? ORDER BY step", arguments: [step]
            ).map { (step: $0["step"], decision: $0["decision"]) }
        }
    }

    /// Stored completions in order, a page at a time.
    /// - Parameters:
    ///   - step: of this step; nil for all.
    ///   - source: of this source; nil for all.
    public func rollouts(step: Int? = nil, source: String? = nil, offset: Int = 0, limit: Int = 1000) throws -> [RolloutRecord] {
        try read("reading rollouts") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM rollout WHERE (?1 IS NULL OR step = ?1) AND (?2 IS NULL OR source = ?2)
                    ORDER BY step, position LIMIT ?3 OFFSET ?4
                    """, arguments: [step, source, limit, offset]
            ).map(RolloutRecord.init(row:))
        }
    }

    /// All benchmark numbers, by benchmark, metric and step.
    public func evaluations() throws -> [EvaluationRecord] {
        try read("reading evaluations") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM evaluation ORDER BY benchmark, metric, step").map { row in
                EvaluationRecord(
                    step: row["step"], benchmark: row["benchmark"], metric: row["metric"], value: row["value"] ?? .nan, items: row["items"])
            }
        }
    }
}

extension RolloutRecord {
    fileprivate init(row: Row) {
        self.init(
            step: row["step"], position: row["position"], group: row["prompt_group"], promptID: row["prompt_id"], source: row["source"],
            interval: row["interval"], prompt: row["prompt"], completion: row["completion"], reward: row["reward"],
            components: row["components"], advantage: row["advantage"], tokens: row["tokens"], finishReason: row["finish_reason"])
    }
}
