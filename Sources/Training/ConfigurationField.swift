/// One setting: where it stands in the file and where in the configuration. The same list of fields reads a file, checks it,
/// and writes the resolved configuration.
struct ConfigurationField<Root> {
    /// Dotted path, such as `curriculum.intervals.count`.
    let path: String
    let expectation: String
    let read: (TOMLNode, inout Root) -> Bool
    let write: (Root) -> String?

    /// - Parameter holds: what the value must satisfy beyond its type, and how to say so.
    init<Value: ConfigurationValue>(
        _ path: String, _ key: WritableKeyPath<Root, Value>, expecting expectation: String? = nil,
        where holds: @escaping (Value) -> Bool = { _ in true }
    ) {
        self.path = path
        self.expectation = expectation ?? Value.expectation
        read = { node, root in
            guard let value = Value(node), holds(value) else { return false }
            root[keyPath: key] = value
            return true
        }
        write = { $0[keyPath: key].toml }
    }
}

/// Reads tables against lists of fields.
struct ConfigurationReader {
    let file: String

    /// Overlays a table on a value that holds the defaults.
    /// - Parameters:
    ///   - prefix: of the table within the file, for messages
    ///   - ignoring: keys of the table that somebody else reads
    func overlay<Root>(
        _ table: [String: TOMLNode], on root: inout Root, fields: [ConfigurationField<Root>], prefix: String = "",
        ignoring: Set<String> = []
    ) throws {
        let byPath = Dictionary(fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let groups = Set(fields.flatMap { Self.ancestors(of: $0.path) })
        try visit(table, at: [], ignoring: ignoring) { path, node in
            if let field = byPath[path] {
                guard field.read(node, &root) else {
                    throw ConfigurationError.wrongValue(file: file, path: prefix + path, found: node.shown, expected: field.expectation)
                }
                return false
            }
            if groups.contains(path) {
                guard case .table = node else {
                    throw ConfigurationError.wrongValue(file: file, path: prefix + path, found: node.shown, expected: "a table")
                }
                return true
            }
            let known = fields.map(\.path) + Array(groups)
            throw ConfigurationError.unknownKey(
                file: file, path: prefix + path, suggestion: Self.nearest(to: path, in: known).map { prefix + $0 })
        }
    }

    /// Calls `body` for every key in order of name; where it answers true, its table is visited too.
    private func visit(
        _ table: [String: TOMLNode], at path: [String], ignoring: Set<String>, _ body: (String, TOMLNode) throws -> Bool
    ) throws {
        for (key, node) in table.sorted(by: { $0.key < $1.key }) where !(path.isEmpty && ignoring.contains(key)) {
            let own = path + [key]
            if try body(own.joined(separator: "."), node), case .table(let inner) = node {
                try visit(inner, at: own, ignoring: [], body)
            }
        }
    }

    private static func ancestors(of path: String) -> [String] {
        let parts = path.split(separator: ".")
        return (1..<max(parts.count, 1)).map { parts[..<$0].joined(separator: ".") }
    }

    /// The known path that a slip of the pen would have meant.
    static func nearest(to path: String, in known: [String]) -> String? {
        let best = known.map { (distance($0, path), $0) }.min { $0 < $1 }
        return best.flatMap { $0.0 <= max(2, path.count / 4) ? $0.1 : nil }
    }

    /// Levenshtein's distance.
    private static func distance(_ first: String, _ second: String) -> Int {
        let (a, b) = (Array(first.utf8), Array(second.utf8))
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let substituted = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
