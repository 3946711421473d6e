import Constraints
import Datasets
import Foundation
import HTTPTypes
import PythonSandbox
import Rollouts
import SequentialExecution

/// One item of a rewards request: what replies are judged by, and the replies.
struct RewardItem: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// Constraints that the reply must follow.
        case constraints
        /// The answer of a sequential-execution instruction.
        case sequential
        /// A mathematical answer.
        case math
        /// A prompt that a curriculum has handed out.
        case prompt
    }

    var kind: Kind
    var verifier: any Verifier
    var responses: [String]
    /// The prompt's id where the item names a curriculum's prompt.
    var prompt: (curriculum: String, id: String)?
    /// Language data that the constraints lack, so that a fallback stands in for them.
    var fallbacks: [TextNeed] = []

    /// Scores the replies; a verifier that waits for something outside waits once for all of them.
    var rewards: [Reward] { verifier.rewards(for: responses) }
}

extension MathEquivalence {
    /// The process's workers, for the part of a request at `place`.
    /// - Throws: `RequestFailure` 503 where they cannot start.
    static func forRequest(_ place: String) throws -> MathEquivalence {
        do { return try shared() } catch {
            throw RequestFailure(
                .serviceUnavailable, "\(place): mathematics cannot be judged here: \(error.localizedDescription)", parameter: place,
                code: "mathematics_unavailable")
        }
    }
}

extension RewardItem {
    private enum ConstraintGrading: String, CaseIterable { case mean, all }

    static let keys = [
        "kind", "response", "responses", "grading", "suite", "id", "instruction_id", "instruction_id_list", "kwargs", "ground_truth",
        "prompt", "messages", "code_output", "answer", "curriculum", "prompt_id", "key", "task_id", "test_case_id",
    ]

    /// Reads an item that stands for itself; `prompt` finds the verifier of an item that names a curriculum's prompt.
    /// - Throws: `RequestFailure` naming the key.
    init(_ fields: JSONFields, resources: TextResources, prompt: (_ curriculum: String, _ id: String) throws -> any Verifier) throws {
        try fields.requireOnly(Self.keys)
        let kind = try fields.word("kind", as: Kind.self) ?? Self.kind(of: fields)
        let responses = try Self.responses(fields)
        switch kind {
        case .constraints:
            let combination: GroundTruth.Combination = try fields.word("grading", as: ConstraintGrading.self) == .all ? .all : .mean
            let set = try StatedConstraints(fields).set
            self.init(
                kind: kind,
                verifier: ConstraintVerifier(groundTruth: GroundTruth(set), combination: combination, resources: resources),
                responses: responses, fallbacks: set.constraints.flatMap { $0.fallbacks(resources) })
        case .sequential:
            let grading = try fields.word("grading", as: SequentialVerifier.Grading.self) ?? .exact
            self.init(
                kind: kind, verifier: SequentialVerifier(answer: try Self.sequentialAnswer(fields), grading: grading), responses: responses)
        case .math:
            let verifier = MathVerifier(answer: try Self.mathAnswer(fields), equivalence: try MathEquivalence.forRequest(fields.path))
            self.init(kind: kind, verifier: verifier, responses: responses)
        case .prompt:
            let name = try fields.required("curriculum", "the id of a curriculum", \.stringValue)
            let id = try fields.required("prompt_id", "the id of a prompt, as next gave it", \.stringValue)
            self.init(kind: kind, verifier: try prompt(name, id), responses: responses, prompt: (name, id))
        }
    }

    private static func kind(of fields: JSONFields) throws -> Kind {
        if fields["curriculum"] != nil { return .prompt }
        if fields["code_output"] != nil { return .sequential }
        if ["ground_truth", "instruction_id_list", "id", "instruction_id"].contains(where: { fields[$0] != nil }) { return .constraints }
        if let answer = fields["answer"] {
            if case .dictionary = answer { return .sequential }
            return .math
        }
        throw fields.failure("kind", "one of " + Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
    }

    private static func responses(_ fields: JSONFields) throws -> [String] {
        if fields["response"] != nil, fields["responses"] != nil {
            throw RequestFailure.invalid(fields.path, found: "response and responses", expected: "one of the two")
        }
        // A reply that is missing follows nothing, as an empty one.
        if let response = fields.value["response"], response == .none { return [""] }
        if let response = try fields.string("response") { return [response] }
        guard let list = try fields.list("responses") else { throw fields.failure("responses", "a list of strings") }
        return try list.enumerated().map { index, literal in
            if literal == .none { return "" }
            guard let text = literal.stringValue else {
                throw RequestFailure.invalid(
                    "\(fields.place("responses"))[\(index)]", found: JSONFields.excerpt(literal), expected: "a string")
            }
            return text
        }
    }

    private static func sequentialAnswer(_ fields: JSONFields) throws -> SequentialAnswer {
        let name = fields["code_output"] != nil ? "code_output" : "answer"
        guard let answer = try fields.object(name) else {
            throw fields.failure("code_output", "an object with output and stats")
        }
        guard let output = answer.value["output"] else { throw answer.failure("output", "the function's result") }
        // Without them a reply that counts nothing would be right.
        guard let statistics = answer["stats"] ?? answer["statistics"], case .dictionary = statistics else {
            throw answer.failure("stats", "an object from tracker to count, {} where nothing is counted")
        }
        return SequentialAnswer(output: output, statistics: statistics)
    }

    private static func mathAnswer(_ fields: JSONFields) throws -> String {
        try fields.required("answer", "a string or a number") { literal in
            literal.stringValue ?? literal.doubleValue.map { _ in literal.json }
        }
    }
}
