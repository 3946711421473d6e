public import Constraints
public import Rollouts
import SeededRandom
public import Tokenization

/// A prompt with constraints, and where one is known a reply that follows them.
public struct ConstraintTask: Sendable {
    public var id: String
    public var messages: [ChatMessage]
    public var constraints: [Constraint]
    /// A reply that follows every constraint.
    public var reply: String?

    public init(id: String, messages: [ChatMessage], constraints: [Constraint], reply: String? = nil) {
        self.id = id
        self.messages = messages
        self.constraints = constraints
        self.reply = reply
    }

    /// A composed request.
    /// - Parameter earlier: what comes before the request in its conversation.
    public init(
        id: String, composition: ConstraintComposer.Composition, earlier: [ChatMessage] = [], withReply: Bool = false
    ) {
        self.init(
            id: id, messages: earlier + [ChatMessage(role: "user", content: composition.prompt)], constraints: composition.constraints,
            reply: withReply ? composition.reply : nil)
    }

    /// The ground truth in the notation of the published training rows.
    public var groundTruth: String {
        PythonValue.list([
            .dictionary([
                .init(key: .string("instruction_id"), value: .list(constraints.map { .string($0.id) })),
                .init(key: .string("kwargs"), value: .list(constraints.map { $0.arguments.entries.isEmpty ? .none : $0.arguments.value })),
            ])
        ]).literal
    }

    /// The row as one line of JSON, in the published shape: `key`, `messages`, `ground_truth`, `dataset`, and `reply` where wanted and known.
    public func row(withReply: Bool = false) -> String {
        var entries: [PythonValue.Entry] = [
            .init(key: .string("key"), value: .string(id)),
            .init(
                key: .string("messages"),
                value: .list(
                    messages.map { message in
                        .dictionary([
                            .init(key: .string("role"), value: .string(message.role)),
                            .init(key: .string("content"), value: .string(message.content)),
                        ])
                    })),
            .init(key: .string("ground_truth"), value: .string(groundTruth)),
            .init(key: .string("dataset"), value: .string("ifeval")),
        ]
        if withReply, let reply { entries.append(.init(key: .string("reply"), value: .string(reply))) }
        return PythonValue.dictionary(entries).json
    }

    /// The task as a training prompt.
    public func prompt(source: String, combination: GroundTruth.Combination = .mean, resources: TextResources) -> Prompt {
        Prompt(
            id: id, source: source, messages: messages,
            verifier: ConstraintVerifier(
                groundTruth: GroundTruth(ConstraintSet(constraints)), combination: combination, resources: resources))
    }
}

/// Small constraint tasks for small models: plain topics, one or two constraints, short prompts and replies, all from a seed.
public enum ConstraintTasks {
    /// Two disjoint sets of topic and constraint combinations.
    public enum Split: String, Sendable, CaseIterable {
        case train
        case heldOut = "heldout"
    }

    static let topics = [
        "cat", "dog", "sea", "sun", "moon", "tree", "bird", "fish", "car", "boat", "train", "house", "garden", "river", "hill", "beach",
        "park", "school", "book", "song", "game", "ball", "cake", "tea", "milk", "apple", "rain", "snow", "wind", "star", "horse", "cow",
        "farm", "town", "shop", "road", "bridge", "lake", "flower", "winter",
    ]
    private static let keywords = [
        "blue", "gold", "king", "water", "happy", "music", "light", "stone", "bread", "night", "morning", "friend", "family", "summer",
    ]

    /// Constraints that a model of a few million parameters can learn, with arguments of a fitting size.
    private static let kinds: [(id: String, draw: @Sendable (inout SplitMix64) -> [(name: String, value: PythonValue)])] = [
        ("length_constraints:number_words", { relation("relation", "num_words", 6...20, &$0) }),
        ("length_constraints:number_sentences", { relation("relation", "num_sentences", 2...4, &$0) }),
        ("change_case:english_lowercase", { _ in [] }),
        ("change_case:capital_word_frequency", { capitals(&$0) }),
        ("punctuation:no_comma", { _ in [] }),
        ("punctuation:punctuation_dot", { _ in [] }),
        ("startend:end_checker", { [("end_phrase", .string(pick(["That is all.", "Good night.", "The end."], &$0)))] }),
        ("first_word:first_word_answer", { [("first_word", .string(pick(keywords, &$0)))] }),
        ("last_word:last_word_answer", { [("last_word", .string(pick(keywords, &$0)))] }),
        ("keywords:existence", { [("keywords", .list([.string(pick(keywords, &$0))]))] }),
        ("keywords:word_once", { [("keyword", .string(pick(keywords, &$0)))] }),
        ("keywords:forbidden_words", { [("forbidden_words", .list([.string(pick(["good", "like", "nice", "see", "big"], &$0))]))] }),
        ("detectable_format:number_bullet_lists", { [("num_bullets", .int(Int.random(in: 1...3, using: &$0)))] }),
        ("startend:quotation", { _ in [] }),
        ("detectable_format:title", { _ in [] }),
        ("paragraphs:paragraphs2", { _ in [] }),
        ("keywords:palindrome", { _ in [] }),
        ("detectable_format:square_brackets", { _ in [] }),
        ("detectable_format:bigram_wrapping", { _ in [] }),
        ("detectable_content:postscript", { _ in [("postscript_marker", .string("P.S."))] }),
        ("detectable_format:number_highlighted_sections", { [("num_highlights", .int(Int.random(in: 1...2, using: &$0)))] }),
        ("detectable_content:number_placeholders", { [("num_placeholders", .int(Int.random(in: 1...2, using: &$0)))] }),
        ("combination:two_responses", { _ in [] }),
        ("detectable_format:constrained_response", { _ in [] }),
    ]

    private static func pick<Element>(_ list: [Element], _ generator: inout SplitMix64) -> Element {
        list[Int.random(in: 0..<list.count, using: &generator)]
    }

    private static func relation(
        _ relation: String, _ number: String, _ range: ClosedRange<Int>, _ generator: inout SplitMix64
    ) -> [(name: String, value: PythonValue)] {
        [(number, .int(Int.random(in: range, using: &generator))), (relation, .string(pick(Relation.allCases, &generator).rawValue))]
    }

    private static func capitals(_ generator: inout SplitMix64) -> [(name: String, value: PythonValue)] {
        [("capital_frequency", .int(Int.random(in: 1...3, using: &generator))), ("capital_relation", .string("at least"))]
    }

    /// Longest prompt and reply in code points, which keeps both near sixty tokens of a small vocabulary.
    private static let longestPrompt = 190
    private static let longestReply = 170

    /// `count` different tasks of a split with replies that follow them. The same seed gives the same tasks.
    /// - Parameter resources: language data; replies are checked with them.
    public static func tasks(count: Int, seed: UInt64, split: Split = .train, resources: TextResources) -> [ConstraintTask] {
        var generator = SplitMix64(seed: seed &* 2 &+ (split == .train ? 0 : 1))
        var tasks: [ConstraintTask] = []
        var seen: Set<String> = []
        var misses = 0
        while tasks.count < count, misses < 200 + 50 * count {
            guard let task = draw(index: tasks.count, split, &generator, resources),
                seen.insert(task.messages[0].content).inserted || misses > 20 * count
            else {
                misses += 1
                continue
            }
            tasks.append(task)
        }
        return tasks
    }

    private static func draw(
        index: Int, _ split: Split, _ generator: inout SplitMix64, _ resources: TextResources
    ) -> ConstraintTask? {
        let topic = pick(topics, &generator)
        var chosen = [Int.random(in: 0..<kinds.count, using: &generator)]
        if Bool.random(using: &generator) {
            let second = Int.random(in: 0..<kinds.count, using: &generator)
            if !ConstraintConflicts.conflict(kinds[chosen[0]].id, kinds[second].id) { chosen.append(second) }
        }
        let ids = chosen.map { kinds[$0].id }
        guard Self.split(topic: topic, ids: ids) == split else { return nil }
        var sentences: [String] = []
        var constraints: [Constraint] = []
        for kind in chosen {
            let id = kinds[kind].id
            let arguments = ConstraintArguments(id: id, entries: kinds[kind].draw(&generator))
            guard let constraint = try? Constraint(suite: .iftrain, id: id, arguments: arguments), let definition = constraint.definition
            else { return nil }
            constraints.append(constraint)
            let wordings = definition.wordings.indices.sorted { definition.wordings[$0].count < definition.wordings[$1].count }
            sentences.append(definition.sentence(wording: wordings[0], arguments: arguments))
        }
        let request = pick(["Write about the \(topic).", "Tell me about the \(topic).", "Say something about the \(topic)."], &generator)
        let prompt = ([request] + sentences).joined(separator: " ")
        var satisfier = ConstraintSatisfier(topic: topic, seed: generator.next(), resources: resources, attempts: 30)
        guard prompt.unicodeScalars.count <= longestPrompt, let reply = satisfier.reply(to: constraints),
            reply.unicodeScalars.count <= longestReply
        else { return nil }
        return ConstraintTask(
            id: "\(split.rawValue)-\(index)", messages: [ChatMessage(role: "user", content: prompt)], constraints: constraints, reply: reply
        )
    }

    /// One topic and constraint combination in eight is held out.
    static func split(topic: String, ids: [String]) -> Split {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in (topic + " " + ids.sorted().joined(separator: " ")).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (hash >> 32) % 8 == 0 ? .heldOut : .train
    }
}
