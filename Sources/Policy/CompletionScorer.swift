import Torch

/// Log-probabilities of given completions, many in one pack without padding; completions of one prompt share it.
public struct CompletionScorer: Sendable {
    /// A prompt and what follows it.
    public struct Row: Sendable, Hashable {
        /// At least one token: the first completion token needs something to follow.
        public var prompt: [Int]
        public var completion: [Int]

        public init(prompt: [Int], completion: [Int]) {
            self.prompt = prompt
            self.completion = completion
        }
    }

    public let policy: DecoderPolicy
    /// Tokens that go through the model at one time; a longer row goes alone.
    public let tokenBudget: Int
    private let head: Head

    /// - Parameter chunkRows: tokens whose logits exist at one time.
    public init(policy: DecoderPolicy, tokenBudget: Int = 8192, temperature: Double = 1, chunkRows: Int = 256) {
        self.policy = policy
        self.tokenBudget = tokenBudget
        head = Head(weight: policy.headWeight, temperature: temperature, chunkRows: chunkRows)
    }

    /// One log-probability per completion token, per row, in order.
    public func score(_ rows: [Row]) throws -> [[Float]] {
        var scores: [[Float]] = []
        var next = 0
        while next < rows.count {
            let pack = try ScoringPack(rows[next...], tokenBudget: tokenBudget)
            scores += try score(pack)
            next += pack.rowCount
        }
        return scores
    }

    private func score(_ pack: ScoringPack) throws -> [[Float]] {
        guard !pack.targets.isEmpty else { return pack.completionLengths.map { _ in [] } }
        let logProbabilities = try withoutGradients {
            let attention = try SegmentAttention(segments: pack.segments)
            let hidden = try policy.hiddenStates(tokens: pack.tokens, positions: attention.positions, attention: attention)
            let sources = try Tensor(pack.sources, device: policy.device)
            return try head.logProbabilities(hidden.indexSelect(0, sources), targets: pack.targets)
        }
        var rest = logProbabilities[...]
        return pack.completionLengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return Array(rest.prefix(length))
        }
    }
}

/// Rows laid out for one forward pass.
struct ScoringPack {
    private(set) var tokens: [Int] = []
    private(set) var segments: [Segment] = []
    /// Per completion token of all rows, the packed token that predicts it.
    private(set) var sources: [Int] = []
    /// The completion tokens themselves.
    private(set) var targets: [Int] = []
    private(set) var completionLengths: [Int] = []
    private var segmentOfPrompt: [[Int]: Int] = [:]

    var rowCount: Int { completionLengths.count }

    /// As many of the first rows as fit the budget, at least one.
    init(_ rows: ArraySlice<CompletionScorer.Row>, tokenBudget: Int) throws {
        for row in rows {
            guard !row.prompt.isEmpty else {
                throw PolicyError.segments(found: "a row without prompt tokens", expected: "at least one")
            }
            let prompt = segmentOfPrompt[row.prompt] == nil ? row.prompt.count : 0
            let added = prompt + max(0, row.completion.count - 1)
            guard rowCount == 0 || tokens.count + added <= tokenBudget else { break }
            append(row)
        }
    }

    private mutating func append(_ row: CompletionScorer.Row) {
        completionLengths.append(row.completion.count)
        guard !row.completion.isEmpty else { return }
        let parent = segmentOfPrompt[row.prompt] ?? append(row.prompt, parent: nil)
        segmentOfPrompt[row.prompt] = parent
        let start = tokens.count
        sources.append(segments[parent].start + segments[parent].length - 1)
        sources.append(contentsOf: start..<start + row.completion.count - 1)
        targets += row.completion
        // The last token predicts nothing that is asked for.
        if row.completion.count > 1 { append(Array(row.completion.dropLast()), parent: parent) }
    }

    @discardableResult
    private mutating func append(_ segment: [Int], parent: Int?) -> Int {
        segments.append(Segment(start: tokens.count, length: segment.count, parent: parent))
        tokens += segment
        return segments.count - 1
    }
}
