import Curriculum
import Datasets
import Foundation
import Learning
import TOMLKit

extension RunConfiguration {
    /// Reads a file, strictly: unknown keys, wrong types and values out of range are errors that name the dotted path.
    /// - Parameter overrides: `a.b=c` each, applied after the file; `source.0.path=...` reaches into the list of sources. A value that is
    ///   not TOML is taken as a string.
    /// - Throws: `ConfigurationError`
    public static func load(path: String, overrides: [String] = []) throws -> RunConfiguration {
        let text: String
        do {
            text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        } catch {
            throw ConfigurationError.unreadable(file: path, reason: (error as NSError).localizedFailureReason ?? error.localizedDescription)
        }
        return try RunConfiguration(toml: text, file: path, overrides: overrides)
    }

    /// - Parameter file: the text's name, for messages.
    public init(toml text: String, file: String, overrides: [String] = []) throws {
        self.init()
        var table = try TOMLNode.parse(text, file: file)
        for override in overrides { try Self.apply(override, to: &table) }
        let reader = ConfigurationReader(file: file)
        try reader.overlay(table, on: &self, fields: Self.fields, ignoring: ["source"])
        try readSources(table["source"], reader)
        try validate(file: file)
    }

    private mutating func readSources(_ node: TOMLNode?, _ reader: ConfigurationReader) throws {
        guard let node else { return }
        guard case .array(let tables) = node else {
            throw ConfigurationError.wrongValue(file: reader.file, path: "source", found: node.shown, expected: "[[source]] tables")
        }
        for (index, item) in tables.enumerated() {
            guard case .table(let table) = item else {
                throw ConfigurationError.wrongValue(file: reader.file, path: "source.\(index)", found: item.shown, expected: "a table")
            }
            var source = Source()
            try reader.overlay(table, on: &source, fields: Self.sourceFields, prefix: "source.\(index).")
            for (key, field) in [("name", "a name"), ("kind", Source.Kind.expectation), ("path", "a file or folder")]
            where table[key] == nil {
                throw ConfigurationError.missing(file: reader.file, path: "source.\(index).\(key)", expected: field)
            }
            sources.append(source)
        }
    }

    /// What no single setting can check.
    private func validate(file: String) throws {
        func require(_ condition: Bool, _ path: String, _ found: String, _ expected: String) throws {
            if !condition { throw ConfigurationError.wrongValue(file: file, path: path, found: found, expected: expected) }
        }
        for (index, source) in sources.enumerated() {
            try require(
                !sources[..<index].contains { $0.name == source.name }, "source.\(index).name", "\"\(source.name)\" a second time",
                "every name once")
            let gradings: [Source.Grading] =
                source.kind == .constraints ? [.standard, .all] : source.kind == .sequential ? [.standard, .graded] : [.standard]
            try require(
                gradings.contains(source.grading), "source.\(index).grading", "\"\(source.grading.rawValue)\"",
                gradings.map { "\"\($0.rawValue)\"" }.joined(separator: " or ") + " for kind \"\(source.kind.rawValue)\"")
            try require(
                source.weights.isEmpty || source.kind == .constraints && source.grading == .standard, "source.\(index).weights", "a table",
                "none for kind \"\(source.kind.rawValue)\" with grading \"\(source.grading.rawValue)\"")
        }
        if batch.unit == .rollouts {
            try require(
                batch.rollouts % batch.groupSize == 0, "batch.rollouts", "\(batch.rollouts)",
                "a multiple of batch.group_size (\(batch.groupSize))")
        }
        if judge.url != nil, judge.model == nil {
            throw ConfigurationError.missing(file: file, path: "judge.model", expected: "a model's name beside judge.url")
        }
        let trained = sources.filter { $0.kind != .chat }
        try require(
            trained.isEmpty || batch.promptsPerStep >= trained.count, "batch.prompts", "\(batch.promptsPerStep)",
            "at least one prompt for each of \(trained.count) sources")
        do {
            if !trained.isEmpty { try curriculum.validate(sourceCount: trained.count) }
            try intervals.validate()
            try online.validate()
            try learning.validate()
        } catch {
            throw Self.named(error, file: file)
        }
    }

    /// A component's complaint with the file and the full path of the key.
    private static func named(_ error: any Error, file: String) -> any Error {
        if case .invalidSetting(let key, let found, let expected)? = error as? CurriculumError {
            return ConfigurationError.wrongValue(file: file, path: key, found: found, expected: expected)
        }
        if case .configuration(let key, let found, let expected)? = error as? LearningError {
            return ConfigurationError.wrongValue(file: file, path: "learning.\(key)", found: found, expected: expected)
        }
        return error
    }

    /// The whole configuration as TOML, every setting written out; reading it gives an equal value.
    public var toml: String {
        var lines: [String] = []
        var table = ""
        for field in Self.fields {
            guard let value = field.write(self) else { continue }
            let cut = field.path.lastIndex(of: ".") ?? field.path.startIndex
            let own = String(field.path[..<cut])
            if own != table {
                table = own
                lines += [lines.isEmpty ? "[\(own)]" : "\n[\(own)]"]
            }
            if field.path == "curriculum.intervals.edges", intervals.range != nil { continue }
            lines.append("\(field.path[field.path.index(after: cut)...]) = \(value)")
        }
        for source in sources {
            lines.append("\n[[source]]")
            lines += Self.sourceFields.compactMap { field in field.write(source).map { "\(field.path) = \($0)" } }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension RunConfiguration {
    /// Puts one `a.b=c` into the tree.
    private static func apply(_ override: String, to table: inout [String: TOMLNode]) throws {
        guard let equals = override.firstIndex(of: "="), equals > override.startIndex else {
            throw ConfigurationError.wrongValue(file: "--set", path: override, found: "no value", expected: "key=value")
        }
        let path = override[..<equals].split(separator: ".").map { $0.trimmingCharacters(in: .whitespaces) }
        let text = String(override[override.index(after: equals)...]).trimmingCharacters(in: .whitespaces)
        let value = (try? TOMLNode.parse("value = \(text)", file: "--set"))?["value"] ?? .string(text)
        var node = TOMLNode.table(table)
        guard node.set(value, at: path[...]), case .table(let changed) = node else {
            throw ConfigurationError.unknownKey(file: "--set", path: path.joined(separator: "."), suggestion: nil)
        }
        table = changed
    }
}

extension TOMLNode {
    /// False where the path leads through something that is no table or an item that does not exist.
    fileprivate mutating func set(_ value: TOMLNode, at path: ArraySlice<String>) -> Bool {
        guard let key = path.first else {
            self = value
            return true
        }
        switch self {
        case .table(var table):
            var inner = table[key] ?? .table([:])
            guard inner.set(value, at: path.dropFirst()) else { return false }
            table[key] = inner
            self = .table(table)
            return true
        case .array(var items):
            guard let index = Int(key), items.indices.contains(index), items[index].set(value, at: path.dropFirst()) else { return false }
            self = .array(items)
            return true
        default:
            return false
        }
    }

    /// A document as a tree.
    static func parse(_ text: String, file: String) throws -> [String: TOMLNode] {
        do {
            return convert(try TOMLTable(string: text))
        } catch let error as TOMLParseError {
            throw ConfigurationError.syntax(
                file: file, line: error.source.begin.line, column: error.source.begin.column, reason: error.description)
        }
    }

    private static func convert(_ table: TOMLTable) -> [String: TOMLNode] {
        Dictionary(table.keys.compactMap { key in table[key].map { (key, convert($0)) } }, uniquingKeysWith: { first, _ in first })
    }

    private static func convert(_ value: any TOMLValueConvertible) -> TOMLNode {
        if let text = value.string { return .string(text) }
        if let flag = value.bool { return .boolean(flag) }
        if let number = value.int { return .integer(number) }
        if let number = value.double { return .number(number) }
        if let array = value.array { return .array(array.map { convert($0) }) }
        if let table = value.table { return .table(convert(table)) }
        return .other("\(value.type)")
    }
}
