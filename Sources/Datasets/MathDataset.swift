import Foundation
public import PythonSandbox
public import Rollouts
import Tokenization

/// Mathematics with a known answer: rows with `problem` and `answer` (DeepScaleR's shape), or GSM8K's `question` and `answer`, whose answer ends in
/// `#### 72`.
public enum MathDataset {
    private struct Row: Decodable {
        var problem: String?
        var question: String?
        var answer: TextOrNumber
    }

    /// - Parameter equivalence: what compares answers.
    /// - Throws: `DatasetError` naming the file and line.
    public static func prompts(path: String, source: String, equivalence: MathEquivalence) throws -> [Prompt] {
        let reader = try JSONLinesReader(path: path)
        let decoder = JSONDecoder()
        var prompts: [Prompt] = []
        while let line = try reader.next() {
            guard let row = try? decoder.decode(Row.self, from: Data(line.bytes)), let problem = row.problem ?? row.question else {
                throw DatasetError.badLine(
                    path: path, line: line.number, reason: "expected problem (or question) and answer, both strings")
            }
            guard !row.answer.text.isEmpty else {
                throw DatasetError.badLine(path: path, line: line.number, reason: "answer: found nothing, expected the right answer")
            }
            prompts.append(
                prompt(
                    problem: problem, answer: row.answer.text, named: "\(path):\(line.number)", source: source, equivalence: equivalence))
        }
        return prompts
    }

    /// One problem as a prompt.
    /// - Parameter answer: as published: the answer alone, or a solution that ends in `#### 72`.
    public static func prompt(
        problem: String, answer: String, named name: String, source: String, equivalence: MathEquivalence
    ) -> Prompt {
        let message = ChatMessage(role: "user", content: problem + "\n\nReason step by step and put the final answer in \\boxed{}.")
        return Prompt(
            id: name, source: source, messages: [message],
            verifier: MathVerifier(answer: self.answer(in: answer), equivalence: equivalence))
    }

    /// The answer itself: what follows GSM8K's `####`, without thousands separators, or a row's whole answer.
    static func answer(in text: String) -> String {
        guard let mark = text.range(of: "####", options: .backwards) else { return text.trimmingCharacters(in: .whitespacesAndNewlines) }
        return text[mark.upperBound...].trimmingCharacters(in: .whitespacesAndNewlines).replacingOccurrences(of: ",", with: "")
    }
}

/// 1 where math-verify reads an answer out of the reply that equals the known one, else 0. The thinking section does not count, and an
/// empty reply is wrong without asking.
public struct MathVerifier: Verifier {
    public let answer: String
    private let equivalence: MathEquivalence

    public init(answer: String, equivalence: MathEquivalence) {
        self.answer = answer
        self.equivalence = equivalence
    }

    public func reward(for response: String) -> Reward { rewards(for: [response])[0] }

    public func rewards(for responses: [String]) -> [Reward] {
        let texts = responses.map { ThinkingSection.removed(from: $0).trimmingCharacters(in: .whitespacesAndNewlines) }
        let asked = texts.indices.filter { !texts[$0].isEmpty }
        var outcomes = [MathOutcome](repeating: .compared(isEqual: false, extracted: nil), count: texts.count)
        let answers = equivalence.outcomes(of: asked.map { MathCase(answer: answer, reply: texts[$0]) })
        for (index, outcome) in zip(asked, answers) { outcomes[index] = outcome }
        return outcomes.map(reward)
    }

    private func reward(_ outcome: MathOutcome) -> Reward {
        let found: String
        switch outcome {
        case .compared(_, let extracted): found = extracted.map { "found \($0)" } ?? "found no answer"
        case .undecided(let reason): found = "not decided: \(reason)"
        }
        let component = Reward.Component(
            name: "answer", value: outcome.isEqual ? 1 : 0, evidence: "\(found); required: \(answer)")
        return Reward(value: component.value, components: [component])
    }
}
