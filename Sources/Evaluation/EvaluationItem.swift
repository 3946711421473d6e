public import Tokenization

/// One question of a benchmark and how its reply is judged.
public struct EvaluationItem: Sendable {
    /// Stable within its suite: the row's own key, or its number.
    public var id: String
    /// What results are broken down by, such as a subtask or a complexity interval; nil where the suite has no such thing.
    public var group: String?
    /// Items of one question count together: it is right only where all of them are. nil where every item stands for itself.
    public var question: String?
    public var messages: [ChatMessage]
    public var grader: any ReplyGrader

    public init(id: String, group: String? = nil, question: String? = nil, messages: [ChatMessage], grader: any ReplyGrader) {
        self.id = id
        self.group = group
        self.question = question
        self.messages = messages
        self.grader = grader
    }

    /// The text by which a stored reply finds its item: the last user message.
    public var promptText: String {
        messages.last { $0.role == "user" }?.content ?? ""
    }

    /// Everything that the model reads: the user's text where that is all, otherwise every message behind its role.
    public var conversation: String {
        if messages.count == 1, let only = messages.first, only.role == "user" { return only.content }
        return messages.map { "\($0.role): \($0.content)" }.joined(separator: "\n\n")
    }
}

/// Judges one reply. The same text always gives the same verdict; a grader may wait for a sandboxed worker.
public protocol ReplyGrader: Sendable {
    func verdict(on reply: String) -> Verdict
}

/// What a grader says of one reply.
public struct Verdict: Sendable, Codable, Equatable {
    /// One number of a verdict under the name of its metric.
    public struct Score: Sendable, Codable, Equatable {
        public var metric: String
        /// 0...1.
        public var value: Double
        /// How much it counts in the metric's mean: 1 for a prompt, the number of instructions for an instruction-level share.
        public var weight: Double

        public init(_ metric: String, _ value: Double, weight: Double = 1) {
            self.metric = metric
            self.value = value
            self.weight = weight
        }
    }

    public var scores: [Score]
    /// What was read out of the reply, nil where nothing could be.
    public var extracted: String?
    /// Whether the reply held no answer where one must be read out of it. Always false for suites that judge the whole reply.
    public var extractionFailed: Bool
    /// What else a person wants to know, such as the test that failed; nil where there is nothing to say.
    public var note: String?

    public init(scores: [Score], extracted: String? = nil, extractionFailed: Bool = false, note: String? = nil) {
        self.scores = scores
        self.extracted = extracted
        self.extractionFailed = extractionFailed
        self.note = note
    }
}
