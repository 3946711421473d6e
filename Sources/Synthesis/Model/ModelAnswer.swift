import Foundation
import SequentialExecution

/// What stages expect in the text of an answer.
struct ModelAnswer {
    var text: String

    /// The Python source of `f`: the first code block that defines it.
    /// - Throws: `Rejection`.
    func function() throws -> String { try block(defining: ["f"]) }

    /// The first fenced block that defines all of these functions.
    /// - Throws: `Rejection`.
    func block(defining names: [String]) throws -> String {
        let blocks = blocks
        guard !blocks.isEmpty else { throw rejection("no Python code block in the answer") }
        let found = blocks.first { block in
            names.allSatisfy { name in block.split(separator: "\n").contains { $0.hasPrefix("def \(name)(") } }
        }
        guard let found else { throw rejection("no code block that defines \(names.joined(separator: " and "))") }
        return found
    }

    /// What stands between lines of three backquotes; the last block may lack its end.
    private var blocks: [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if isFence, let lines = open {
                blocks.append(lines.joined(separator: "\n"))
                open = nil
            } else if isFence {
                open = []
            } else {
                open?.append(line)
            }
        }
        return blocks
    }

    /// The three parts of a description, from the first label on.
    /// - Parameter trackers: names that have to occur in it.
    /// - Throws: `Rejection`.
    func description(naming trackers: [String]) throws -> String {
        let plain = text.replacing("**", with: "")
        var rest = plain[...]
        var start: String.Index?
        for label in ["INPUTS:", "LOGICS:", "OUTPUTS:"] {
            guard let place = rest.firstRange(of: label) else { throw rejection("the description lacks a part: \(label)") }
            start = start ?? place.lowerBound
            rest = rest[place.upperBound...]
        }
        let description = plain[(start ?? plain.startIndex)...].trimmingCharacters(in: .whitespacesAndNewlines)
        guard !description.contains("```"), !description.contains("def f(") else { throw rejection("the description holds code") }
        if let missing = trackers.first(where: { !description.contains($0) }) {
            throw rejection("the description does not name the count: \(missing)")
        }
        return description
    }

    /// The problems that a reader found; none where the description is complete.
    /// - Throws: `Rejection` where the answer holds no verdict.
    func problems() throws -> [String] {
        guard let open = text.firstIndex(of: "{"), let close = text.lastIndex(of: "}"), open < close,
            let row = Literal(json: Array(text[open...close].utf8)), case .boolean(let isComplete)? = row["complete"]
        else { throw rejection("no JSON object with \"complete\" in the answer") }
        if isComplete { return [] }
        let problems = row["problems"]?.elements?.compactMap(\.stringValue).filter { !$0.isEmpty } ?? []
        guard !problems.isEmpty else { throw rejection("the answer says that the description is not complete, and names no problem") }
        return problems
    }

    private func rejection(_ reason: String) -> InstructionPipeline.Rejection { .init(reason: reason) }
}
