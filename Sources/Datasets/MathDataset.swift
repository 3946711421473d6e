import Foundation
public import Rollouts
import Tokenization

/// Mathematics with a known answer: rows with `problem` and `answer` (DeepScaleR's shape), or GSM8K's `question` and `answer`, whose answer ends in
/// `#### 72`.
public enum MathDataset {
    private struct Row: Decodable {
        var problem: String?
        var question: String?
        var answer: String
    }

    /// - Throws: `DatasetError` naming the file and line.
    public static func prompts(path: String, source: String) throws -> [Prompt] {
        let reader = try JSONLinesReader(path: path)
        let decoder = JSONDecoder()
        var prompts: [Prompt] = []
        while let line = try reader.next() {
            guard let row = try? decoder.decode(Row.self, from: Data(line.bytes)), let problem = row.problem ?? row.question else {
                throw DatasetError.badLine(
                    path: path, line: line.number, reason: "expected problem (or question) and answer, both strings")
            }
            prompts.append(prompt(problem: problem, answer: row.answer, named: "\(path):\(line.number)", source: source))
        }
        return prompts
    }

    /// One problem as a prompt.
    /// - Parameter answer: as published: the answer alone, or a solution that ends in `#### 72`.
    public static func prompt(problem: String, answer: String, named name: String, source: String) -> Prompt {
        let message = ChatMessage(role: "user", content: problem + "\n\nReason step by step and put the final answer in \\boxed{}.")
        return Prompt(
            id: name, source: source, messages: [message],
            verifier: MathVerifier(answer: answer.components(separatedBy: "####").last ?? answer))
    }
}

/// 1 where the reply's final answer equals the known one: as numbers where both are numbers, otherwise as text without spaces, signs of
/// formatting and units of currency. The final answer is the last `\boxed{}`, else what follows the last `answer is` or `Answer:`, else the last number.
public struct MathVerifier: Verifier {
    public let answer: String

    public init(answer: String) {
        self.answer = answer
    }

    public func reward(for response: String) -> Reward {
        let found = Self.finalAnswer(of: ThinkingSection.removed(from: response))
        let equal = found.map { Self.areEqual($0, answer) } ?? false
        let evidence = "found \(found ?? "no answer"); required: \(answer.trimmingCharacters(in: .whitespacesAndNewlines))"
        let component = Reward.Component(name: "answer", value: equal ? 1 : 0, evidence: evidence)
        return Reward(value: component.value, components: [component])
    }

    static func finalAnswer(of text: String) -> String? {
        if let boxed = lastBoxed(in: text) { return boxed }
        for marker in ["answer is", "Answer:", "answer:", "####"] {
            if let range = text.range(of: marker, options: .backwards) {
                let line = text[range.upperBound...].prefix { $0 != "\n" }.trimmingCharacters(in: .whitespaces)
                if !line.isEmpty { return line.hasSuffix(".") ? String(line.dropLast()) : line }
            }
        }
        return lastNumber(in: text)
    }

    private static func lastBoxed(in text: String) -> String? {
        guard let start = text.range(of: "\\boxed{", options: .backwards) else { return nil }
        var depth = 1
        var content = ""
        for character in text[start.upperBound...] {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth == 0 { return content }
            content.append(character)
        }
        return nil
    }

    private static func lastNumber(in text: String) -> String? {
        let allowed = Set("0123456789.,-")
        let pieces = text.split { !allowed.contains($0) }
        return pieces.last { piece in piece.contains(where: \.isNumber) }.map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: ".,"))
        }
    }

    static func areEqual(_ first: String, _ second: String) -> Bool {
        let (a, b) = (normalized(first), normalized(second))
        if let x = number(a), let y = number(b) { return x == y || abs(x - y) <= 1e-9 * max(abs(x), abs(y)) }
        return !a.isEmpty && a == b
    }

    private static func normalized(_ text: String) -> String {
        var result = text
        for noise in ["\\left", "\\right", "\\!", "\\,", "\\$", "$", "\\%", "%", "**", "\\text{", "\\mathrm{"] {
            result = result.replacingOccurrences(of: noise, with: "")
        }
        result = result.replacingOccurrences(of: "dfrac", with: "frac").replacingOccurrences(of: "tfrac", with: "frac")
        return result.filter { !$0.isWhitespace }
    }

    /// A decimal number, with or without thousands separators, or a fraction `a/b` or `\frac{a}{b}`.
    private static func number(_ text: String) -> Double? {
        if let plain = Double(text.replacingOccurrences(of: ",", with: "")), plain.isFinite { return plain }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if text.hasPrefix("\\frac{"), text.hasSuffix("}") {
            parts = text.dropFirst(6).dropLast().components(separatedBy: "}{")
        }
        guard parts.count == 2, let above = Double(parts[0]), let below = Double(parts[1]), below != 0 else { return nil }
        return above / below
    }
}
