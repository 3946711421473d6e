public import Foundation

/// What can be wrong with a curriculum's settings, its data, or what it is told about a step.
public enum CurriculumError: Error, Equatable {
    /// A setting outside its range. `key` is the name in the configuration file, such as `curriculum.temperature`.
    case invalidSetting(key: String, found: String, expected: String)
    /// No source has a single item.
    case noData
    /// Two sources with one name.
    case duplicateSource(name: String)
    /// A step's outcome, or a setting, names a source the curriculum does not have.
    case unknownSource(name: String, known: [String])
    /// A reward, complexity or success that is not a finite number.
    case nonFinite(source: String, what: String, index: Int, found: Double)
    /// A step's outcome names an interval the source's ladder does not have.
    case unknownInterval(source: String, found: Int, count: Int)
    /// A success of a difficulty key outside 0...1.
    case successOutOfRange(source: String, key: String, found: Double)
    /// The items offered on resume are not the ones the saved curriculum was made from.
    case changedData(source: String, expected: String, found: String)
    /// A line of a reward trace that is not what `curriculum simulate` reads.
    case malformedTrace(file: String, line: Int, key: String, found: String, expected: String)
}

extension CurriculumError: LocalizedError, CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSetting(let key, let found, let expected):
            "\(key): found \(found), expected \(expected)"
        case .noData:
            "curriculum: no source has any item, expected at least one item in one source"
        case .duplicateSource(let name):
            "source \"\(name)\": found twice, expected every source name once"
        case .unknownSource(let name, let known):
            "source \"\(name)\": not one of the curriculum's sources (\(known.joined(separator: ", ")))"
        case .nonFinite(let source, let what, let index, let found):
            "source \"\(source)\": \(what) \(index) is \(found), expected a finite number"
        case .unknownInterval(let source, let found, let count):
            "source \"\(source)\": found interval \(found), expected one of its \(count) intervals (0 to \(count - 1))"
        case .successOutOfRange(let source, let key, let found):
            "source \"\(source)\": success of \"\(key)\" is \(found), expected 0 to 1"
        case .changedData(let source, let expected, let found):
            "source \"\(source)\": the saved curriculum was made from \(expected), found \(found)"
        case .malformedTrace(let file, let line, let key, let found, let expected):
            "\(file):\(line): \(key): found \(found), expected \(expected)"
        }
    }

    public var errorDescription: String? { description }
}
