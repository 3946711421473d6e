/// What a function's source looks like with its own names and numbers left out of account, as a sketch that two of can be compared by
/// (MinHash over runs of five tokens; Broder 1997).
public struct FunctionFingerprint: Sendable, Equatable {
    static let size = 64
    let sketch: [UInt32]

    public init(of source: String) {
        let tokens = Self.tokens(source)
        let runs = tokens.count < 5 ? [tokens[...]] : (0...(tokens.count - 5)).map { tokens[$0..<($0 + 5)] }
        var sketch = [UInt32](repeating: .max, count: Self.size)
        for run in runs {
            let hash = StableHash.of(run.joined(separator: " "))
            for index in sketch.indices {
                // The same hash under another multiplier serves as another hash function.
                let mixed = (hash ^ (hash >> 29)) &* Self.multipliers[index]
                sketch[index] = min(sketch[index], UInt32(truncatingIfNeeded: mixed >> 32))
            }
        }
        self.sketch = sketch
    }

    /// About how alike two functions are: the share of runs of tokens that they have in common, from 0 to 1.
    public func likeness(to other: FunctionFingerprint) -> Double {
        Double(zip(sketch, other.sketch).count { $0 == $1 }) / Double(Self.size)
    }

    private static let multipliers: [UInt64] = {
        var generator = SeededGenerator(seed: 64)
        return (0..<size).map { _ in generator.next() | 1 }
    }()

    /// Names as their number in order of appearance, the rest as it is.
    private static func tokens(_ source: String) -> [String] {
        guard let placed = try? PythonLexer.tokens(of: source) else { return [source] }
        var numbers: [String: Int] = [:]
        return placed.map { placed in
            switch placed.token {
            case .name(let name):
                if PythonParser.keywords.contains(name) { return name }
                if let number = numbers[name] { return "n\(number)" }
                numbers[name] = numbers.count
                return "n\(numbers.count - 1)"
            case .number(let text): return text
            case .string(_, let text): return "\"" + text
            case .operation(let text): return text
            case .lineEnd: return "|"
            case .indent: return ">"
            case .dedent: return "<"
            case .end: return "."
            }
        }
    }
}

/// Functions that have been seen, to find ones that are nearly the same.
public struct NearDuplicates: Sendable {
    private static let rows = 4
    private let threshold: Double
    private var kept: [(name: String, print: FunctionFingerprint)] = []
    private var bands: [[UInt32]: [Int]] = [:]

    /// - Parameter threshold: functions at least this alike count as the same; above 1 none do.
    public init(threshold: Double) {
        self.threshold = threshold
    }

    /// The name of an earlier function that is nearly the same; otherwise the function is kept for later ones.
    public mutating func twin(of name: String, _ print: FunctionFingerprint) -> String? {
        guard threshold <= 1 else { return nil }
        let keys = stride(from: 0, to: FunctionFingerprint.size, by: Self.rows).map { start in
            [UInt32(start)] + print.sketch[start..<(start + Self.rows)]
        }
        let candidates = Set(keys.flatMap { bands[$0] ?? [] }).sorted()
        if let twin = candidates.first(where: { kept[$0].print.likeness(to: print) >= threshold }) { return kept[twin].name }
        for key in keys { bands[key, default: []].append(kept.count) }
        kept.append((name, print))
        return nil
    }
}
