import Constraints
import Curriculum
import SequentialExecution

/// What a curriculum is made from: the body of `POST /v1/curriculum`, read and checked but for the rows.
struct CurriculumPlan: Sendable {
    /// The client's name for it; nil lets the service choose one.
    var id: String?
    var seed: UInt64
    /// Prompts per step where `next` does not say.
    var prompts: Int
    var balance: SourceBalance.Configuration
    var sources: [PlannedSource]
    /// The request, from which the curriculum is made anew after a restart.
    var request: Literal

    /// - Throws: `RequestFailure` naming the key.
    init(_ fields: JSONFields) throws {
        try fields.requireOnly(["id", "seed", "prompts", "curriculum", "sources"])
        request = fields.value
        id = try fields.optional("id", Self.nameRule) { $0.stringValue.flatMap { Self.isName($0) ? $0 : nil } }
        seed = UInt64(try fields.integer("seed", in: 0...Int.max) ?? 0)
        prompts = try fields.integer("prompts", in: 1...Self.mostPrompts) ?? 512
        let settings = try fields.object("curriculum") ?? JSONFields(.dictionary([]), path: "curriculum")
        try settings.requireOnly([
            "mixture", "ratio", "initial_ratio", "ema_momentum", "temperature", "max_ratio", "intervals", "online",
        ])
        balance = try SourceBalance.Configuration(settings)
        let ladder = try IntervalLadder.Configuration(settings.object("intervals"))
        let online = try OnlineDifficulty.Configuration(settings.object("online"))
        guard let rows = try fields.objects("sources"), !rows.isEmpty else {
            throw fields.failure("sources", "a list of at least one source")
        }
        sources = try rows.map { try PlannedSource($0, ladder: ladder, online: online) }
    }

    /// More than any step needs, and few enough that an answer fits into memory.
    static let mostPrompts = 1 << 16
    static let nameRule = "1 to 64 letters, digits, dots, dashes or underscores"

    /// Names stand in paths, ids and metrics.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// One source of a plan.
struct PlannedSource: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case constraints, sequential, math
        /// Prompts whose replies the trainer scores itself.
        case custom
    }

    enum Difficulty: String, CaseIterable, Sendable { case complexity, online }

    enum Grading: String, CaseIterable, Sendable { case standard, all, graded }

    /// How the curriculum treats the source's items.
    enum Ladder: Sendable {
        case none
        case complexity(IntervalLadder.Configuration)
        case online(IntervalLadder.Configuration, OnlineDifficulty.Configuration)
    }

    var name: String
    var kind: Kind
    var ladder: Ladder
    var grading: Grading
    var suite: ConstraintSuite?
    /// Only the first rows; 0: all.
    var limit: Int
    /// Rows that came with the request.
    var rows: [Literal]
    /// Files on the service's machine, relative to one of its data folders.
    var files: [String]
    /// Where it stands in the request.
    var path: String

    init(_ fields: JSONFields, ladder: IntervalLadder.Configuration, online: OnlineDifficulty.Configuration) throws {
        try fields.requireOnly(["name", "kind", "rows", "path", "intervals", "difficulty", "grading", "suite", "limit"])
        path = fields.path
        name = try fields.required("name", CurriculumPlan.nameRule) { $0.stringValue.flatMap { CurriculumPlan.isName($0) ? $0 : nil } }
        guard let kind = try fields.word("kind", as: Kind.self) else {
            throw fields.failure("kind", "one of " + Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        }
        self.kind = kind
        grading = try fields.word("grading", as: Grading.self) ?? .standard
        suite = try fields.word("suite", as: ConstraintSuite.self)
        limit = try fields.integer("limit", in: 0...Int.max) ?? 0
        rows = try fields.list("rows") ?? []
        files =
            try fields.optional("path", "a path or a list of paths") { value in
                value.stringValue.map { [$0] }
                    ?? value.elements.flatMap { items in
                        let paths = items.compactMap(\.stringValue)
                        return paths.count == items.count ? paths : nil
                    }
            } ?? []
        guard rows.isEmpty != files.isEmpty else {
            throw RequestFailure.invalid(
                fields.path, found: rows.isEmpty ? "neither rows nor path" : "rows and path", expected: "one of the two, not empty")
        }
        switch (try fields.boolean("intervals") ?? false, try fields.word("difficulty", as: Difficulty.self) ?? .complexity) {
        case (false, _): self.ladder = .none
        case (true, .complexity): self.ladder = .complexity(ladder)
        case (true, .online): self.ladder = .online(ladder, online)
        }
    }
}

extension SourceBalance.Configuration {
    fileprivate init(_ fields: JSONFields) throws {
        self.init()
        if let mixture = try fields.word("mixture", as: SourceBalance.Mixture.self) { self.mixture = mixture }
        ratio = try fields.numbers("ratio")
        initialRatio = try fields.numbers("initial_ratio")
        if let value = try fields.number("ema_momentum") { emaMomentum = value }
        if let value = try fields.number("temperature") { temperature = value }
        if let value = try fields.number("max_ratio") { maxRatio = value }
    }
}

extension IntervalLadder.Configuration {
    private enum EdgeRule: String, CaseIterable {
        case equalWidth = "equal-width"
        case quantiles
    }

    fileprivate init(_ fields: JSONFields?) throws {
        self.init()
        guard let fields else { return }
        try fields.requireOnly([
            "count", "initially_unlocked", "unlock_threshold", "decay", "edges", "range", "cooldown", "hard_first",
        ])
        if let value = try fields.integer("count", in: 1...10_000) { count = value }
        if let value = try fields.integer("initially_unlocked", in: 1...count) { initiallyUnlocked = value }
        if let value = try fields.number("unlock_threshold") { unlockThreshold = value }
        if let value = try fields.number("decay") { decay = value }
        if let value = try fields.integer("cooldown", in: 0...Int.max) { cooldown = value }
        if let value = try fields.boolean("hard_first") { hardFirst = value }
        if try fields.word("edges", as: EdgeRule.self) == .quantiles { edges = .quantiles }
        if let range = try fields.numbers("range") {
            guard range.count == 2 else { throw fields.failure("range", "two numbers, the lower one first") }
            edges = .range(lower: range[0], upper: range[1])
        }
    }
}

extension OnlineDifficulty.Configuration {
    fileprivate init(_ fields: JSONFields?) throws {
        self.init()
        guard let fields else { return }
        try fields.requireOnly(["momentum", "initial_success"])
        if let value = try fields.number("momentum") { momentum = value }
        if let value = try fields.number("initial_success") { initialSuccess = value }
    }
}

extension JSONFields {
    /// A list of numbers.
    fileprivate func numbers(_ key: String) throws -> [Double]? {
        try optional(key, "a list of numbers") { value in
            value.elements.flatMap { items in
                let numbers = items.compactMap(\.doubleValue)
                return numbers.count == items.count ? numbers : nil
            }
        }
    }
}
