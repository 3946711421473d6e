/// A recorded sequence of steps' rewards, as `curriculum simulate` replays it.
///
/// One JSON object a line, `{"rewards": {"ca": [1, 0.5], "se": [0]}}`; further keys of a line are ignored, blank lines are
/// skipped, and a source missing in a line has no rewards in that step.
public struct RewardTrace: Sendable, Equatable {
    /// The sources in the order in which the trace first names them.
    public var sources: [String]
    /// Each step's rewards by source.
    public var steps: [[String: [Double]]]

    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its name, for errors.
    /// - Throws: `CurriculumError.malformedTrace` naming file, line and key.
    public init(parsing text: String, file: String) throws {
        sources = []
        steps = []
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = String(decoding: bytes, as: UTF8.self)
            if line.allSatisfy(\.isWhitespace) { continue }
            let rewards = try Place(file: file, line: index + 1).rewards(in: line)
            for (name, _) in rewards where !sources.contains(name) { sources.append(name) }
            steps.append(Dictionary(uniqueKeysWithValues: rewards.map { ($0.name, $0.values) }))
        }
    }

    private struct Place {
        var file: String
        var line: Int

        func error(_ key: String, found: String, expected: String) -> CurriculumError {
            .malformedTrace(file: file, line: line, key: key, found: found, expected: expected)
        }

        func rewards(in line: String) throws -> [(name: String, values: [Double])] {
            let row: OrderedJSON
            do {
                row = try OrderedJSON(parsing: line)
            } catch let problem {
                throw error("column \(problem.column)", found: problem.found, expected: problem.expected)
            }
            guard case .object(let members) = row else { throw error("row", found: row.kind, expected: "an object with \"rewards\"") }
            guard let rewards = members.first(where: { $0.key == "rewards" })?.value else {
                throw error("rewards", found: "no such key", expected: "an object of source names and lists of numbers")
            }
            guard case .object(let lists) = rewards else {
                throw error("rewards", found: rewards.kind, expected: "an object of source names and lists of numbers")
            }
            return try lists.map { ($0.key, try numbers($0.value, key: "rewards.\($0.key)")) }
        }

        private func numbers(_ list: OrderedJSON, key: String) throws -> [Double] {
            guard case .array(let elements) = list else { throw error(key, found: list.kind, expected: "a list of numbers") }
            return try elements.enumerated().map { index, element in
                guard case .number(let number) = element, number.isFinite else {
                    throw error("\(key)[\(index)]", found: element.kind, expected: "a finite number")
                }
                return number
            }
        }
    }
}
