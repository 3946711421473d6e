/// The keys in which the configurations of runs differ.
enum ConfigurationTable {
    static func differences(_ runs: [RunRecord]) -> ReportTable? {
        let settings = runs.map { Self.settings(in: $0.configuration) }
        var keys: [String] = []
        for key in settings.flatMap({ $0.map(\.key) }) where !keys.contains(key) { keys.append(key) }
        let rows = keys.compactMap { key -> [String]? in
            let values = settings.map { setting in setting.first { $0.key == key }?.value ?? "" }
            return Set(values).count > 1 && key != "run.path" ? [key] + values : nil
        }
        return rows.isEmpty ? nil : ReportTable(header: ["setting"] + runs.map(\.name), rows: rows)
    }

    /// `table.key` to the value as written. Arrays of tables count from 0: `source.0.name`.
    static func settings(in toml: String) -> [(key: String, value: String)] {
        var table = ""
        var counts: [String: Int] = [:]
        var settings: [(key: String, value: String)] = []
        for line in toml.split(separator: "\n") {
            let line = line.trimmingSpaces
            if line.hasPrefix("[["), let end = line.firstIndex(of: "]") {
                let name = line[line.index(line.startIndex, offsetBy: 2)..<end].trimmingSpaces
                table = "\(name).\(counts[name, default: 0])."
                counts[name, default: 0] += 1
            } else if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
                table = line[line.index(after: line.startIndex)..<end].trimmingSpaces + "."
            } else if !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
                settings.append((table + line[..<equals].trimmingSpaces, line[line.index(after: equals)...].trimmingSpaces))
            }
        }
        return settings
    }
}

extension StringProtocol {
    var trimmingSpaces: String {
        var rest = self[...]
        while rest.first?.isWhitespace ?? false { rest = rest.dropFirst() }
        while rest.last?.isWhitespace ?? false { rest = rest.dropLast() }
        return String(rest)
    }
}
