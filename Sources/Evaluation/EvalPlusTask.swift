import Datasets
import Foundation
import SequentialExecution

/// A task of EvalPlus's own file, `MbppPlus.jsonl`: inputs, and a solution whose outputs are the expected ones.
struct EvalPlusTask: Sendable {
    var path: String
    var line: Int
    var id: String
    /// What is asked for, without the quotes that make it a docstring.
    var prompt: String
    /// The first of MBPP's own tests; nil where the prompt shows one.
    var assertion: String?
    /// The row as it stands in the file: numbers may be of any size, and infinite.
    var row: String

    /// Whether a row is meant as one of EvalPlus's own file.
    static func isMeant(by bytes: [UInt8]) -> Bool {
        let row = Literal(json: bytes)
        return ["canonical_solution", "base_input", "plus_input"].contains { row?[$0] != nil }
    }

    /// - Throws: ``EvaluationError/badRow(path:line:reason:)`` naming the key.
    init(_ line: JSONLinesReader.Line, path: String) throws {
        self.path = path
        self.line = line.number
        func problem(_ reason: String) -> EvaluationError { .badRow(path: path, line: line.number, reason: reason) }
        guard let text = String(validating: line.bytes, as: UTF8.self), let row = Literal(json: line.bytes), case .dictionary = row else {
            throw problem("expected an object, as JSON in UTF-8")
        }
        func string(_ key: String) throws -> String {
            guard let value = row[key] else { throw problem("missing key '\(key)'") }
            guard let text = value.stringValue else { throw problem("\(key): found \(value.kind), expected text") }
            return text
        }
        self.row = text
        id = try string("task_id")
        guard let number = id.split(separator: "/", omittingEmptySubsequences: false).last, Int(number) != nil else {
            throw problem("task_id: found \"\(id)\", expected a number at its end, as in \"Mbpp/2\"")
        }
        prompt = Self.unquoted(try string("prompt"))
        let tests = row["assertion"] == nil ? "" : try string("assertion")
        assertion = Self.assertions(in: prompt).isEmpty ? Self.assertions(in: tests).first : nil
        for key in ["entry_point", "canonical_solution"] { _ = try string(key) }
        guard let tolerance = row["atol"] else { throw problem("missing key 'atol'") }
        guard tolerance.doubleValue != nil else { throw problem("atol: found \(tolerance.kind), expected a number") }
        for key in ["base_input", "plus_input"] {
            if let reason = Self.fault(in: row[key], key) { throw problem(reason) }
        }
    }

    /// Inputs are lists of arguments; where there are none, the published file has an empty object in their place.
    private static func fault(in inputs: Literal?, _ key: String) -> String? {
        guard let inputs else { return "missing key '\(key)'" }
        if inputs == .dictionary([]) { return nil }
        guard let elements = inputs.elements else { return "\(key): found \(inputs.kind), expected a list" }
        let index = elements.firstIndex { $0.elements == nil }
        return index.map { "\(key)[\($0)]: found \(elements[$0].kind), expected a list of arguments" }
    }

    private static func unquoted(_ prompt: String) -> String {
        let text = prompt.trimmingCharacters(in: .whitespacesAndNewlines)
        let isQuoted = text.count >= 6 && ["'''", "\"\"\""].contains { text.hasPrefix($0) && text.hasSuffix($0) }
        return isQuoted ? text.dropFirst(3).dropLast(3).trimmingCharacters(in: .whitespacesAndNewlines) : text
    }

    /// The `assert` statements in a text, each with the lines that belong to it.
    private static func assertions(in text: String) -> [String] {
        var found: [String] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("assert ") {
                found.append(String(line))
            } else if let last = found.indices.last {
                found[last] += "\n\(line)"
            }
        }
        return found
    }
}

extension Literal {
    /// What a value of JSON is, in words.
    fileprivate var kind: String {
        switch self {
        case .none: return "null"
        case .boolean: return "true or false"
        case .integer, .bigInteger, .number: return "a number"
        case .string: return "text"
        case .list, .tuple: return "a list"
        case .dictionary: return "an object"
        }
    }
}
