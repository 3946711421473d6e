import GRDB

extension RunDatabase {
    /// Stores a step, all of it or nothing. A step stored before is replaced.
    public func record(_ record: StepRecord) throws {
        try write("recording step \(record.step)") { database in
            try Self.remove(from: ["step", "metric", "timing", "rollout"], where: "step = ?", record.step, database)
            try database.execute(sql: "INSERT INTO step (step, decision) VALUES (?, ?)", arguments: [record.step, record.decision])
            try Self.insert(record.metrics.map { ($0.name, $0.value) }, into: "metric (step, name, value)", step: record.step, database)
            try Self.insert(record.timings.map { ($0.name, $0.seconds) }, into: "timing (step, name, seconds)", step: record.step, database)
            for rollout in record.rollouts { try Self.insert(rollout, database) }
        }
    }

    /// Adds metrics to a step that may be recorded already, such as a late evaluation loss. Known names are replaced.
    public func record(metrics: [(name: String, value: Double)], step: Int) throws {
        try write("recording metrics of step \(step)") { database in
            try Self.insert(metrics.map { ($0.name, $0.value) }, into: "metric (step, name, value)", step: step, database)
        }
    }

    /// Stores a benchmark's numbers. Known ones are replaced.
    public func record(_ evaluations: [EvaluationRecord]) throws {
        try write("recording an evaluation") { database in
            let statement = try database.makeStatement(sql: "INSERT OR REPLACE INTO evaluation VALUES (?, ?, ?, ?, ?)")
            for row in evaluations {
                try statement.execute(arguments: [row.step, row.benchmark, row.metric, Self.stored(row.value), row.items])
            }
        }
    }

    /// Removes everything later than a step: the run goes back to it and will record those steps anew.
    public func discardRows(after step: Int) throws {
        try write("going back to step \(step)") { database in
            try Self.remove(from: ["step", "metric", "timing", "rollout", "evaluation"], where: "step > ?", step, database)
        }
    }

    private static func remove(from tables: [String], where condition: String, _ step: Int, _ database: Database) throws {
        for table in tables { try database.execute(sql: "DELETE FROM \(table) WHERE \(condition)", arguments: [step]) }
    }

    private static func insert(_ values: [(String, Double)], into table: String, step: Int, _ database: Database) throws {
        let statement = try database.makeStatement(sql: "INSERT OR REPLACE INTO \(table) VALUES (?, ?, ?)")
        for (name, value) in values { try statement.execute(arguments: [step, name, stored(value)]) }
    }

    /// SQLite has no value that is not a number; it is stored as null.
    private static func stored(_ value: Double) -> Double? { value.isNaN ? nil : value }

    private static func insert(_ rollout: RolloutRecord, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO rollout (step, position, prompt_group, prompt_id, source, interval, prompt, completion, reward,
                    components, advantage, tokens, finish_reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            rollout.step, rollout.position, rollout.group, rollout.promptID, rollout.source, rollout.interval, rollout.prompt,
            rollout.completion, rollout.reward.flatMap(stored), rollout.components, rollout.advantage.flatMap(stored),
            rollout.tokens, rollout.finishReason,
        ])
    }
}
