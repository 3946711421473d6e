/// The arguments of one constraint, null ones already dropped, read with the references' rules.
public struct ConstraintArguments: Sendable, Equatable {
    /// The constraint they belong to, for messages.
    public let id: String
    /// In the order given.
    public private(set) var entries: [(name: String, value: PythonValue)]

    public init(id: String, entries: [(name: String, value: PythonValue)]) {
        self.id = id
        self.entries = entries.filter { $0.value != .none }
    }

    /// From an object of arguments; `None` stands for no arguments.
    public init(id: String, value: PythonValue) throws {
        switch value {
        case .none: self.init(id: id, entries: [])
        case .dictionary(let dictionary):
            self.init(
                id: id,
                entries: try dictionary.map { entry in
                    guard let name = entry.key.string else {
                        throw ConstraintError.invalidArgument(id: id, argument: "\(entry.key)", found: entry.key.kind, expected: "a name")
                    }
                    return (name, entry.value)
                })
        default: throw ConstraintError.invalidArgument(id: id, argument: "kwargs", found: value.kind, expected: "an object")
        }
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.entries.count == right.entries.count
            && zip(left.entries, right.entries).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    /// The value of an argument, or nil where it is absent.
    public subscript(name: String) -> PythonValue? { entries.last { $0.name == name }?.value }

    func invalid(_ name: String, _ value: PythonValue, _ expected: String) -> ConstraintError {
        .invalidArgument(id: id, argument: name, found: value.kind, expected: expected)
    }

    private func required(_ name: String) throws -> PythonValue {
        guard let value = self[name] else { throw ConstraintError.missingArgument(id: id, argument: name) }
        return value
    }

    /// A number; truth values count as 0 and 1.
    func number(_ name: String) throws -> Double {
        let value = try required(name)
        guard let number = value.number, !number.isNaN else { throw invalid(name, value, "a number") }
        return number
    }

    /// A count, which cannot be negative.
    func count(_ name: String) throws -> Double {
        let number = try number(name)
        guard number >= 0 else {
            throw ConstraintError.invalidArgument(id: id, argument: name, found: "\(number)", expected: "a number of at least 0")
        }
        return number
    }

    /// A whole number that the reference uses as an index: fractions, even `5.0`, are refused.
    func index(_ name: String) throws -> Int {
        let value = try required(name)
        switch value {
        // Far beyond any text either way; arithmetic on it cannot overflow.
        case .int(let number): return min(max(number, -(1 << 40)), 1 << 40)
        case .bool(let flag): return flag ? 1 : 0
        default: throw invalid(name, value, "a whole number")
        }
    }

    /// Text as it stands.
    func text(_ name: String) throws -> Scalars {
        let value = try required(name)
        guard let string = value.string else { throw invalid(name, value, "a string") }
        return Scalars(string)
    }

    /// Text without white space at its ends.
    func trimmedText(_ name: String) throws -> Scalars { Scalars(try text(name)[...].trimmed) }

    /// Trimmed text; of a list its first element.
    func firstText(_ name: String) throws -> Scalars {
        let value = try required(name)
        let first = value.list.flatMap(\.first) ?? value
        guard let string = first.string else { throw invalid(name, value, "a string") }
        return Scalars(Scalars(string)[...].trimmed)
    }

    /// A list of texts; a string counts as the list of its characters, as in Python.
    func texts(_ name: String) throws -> [Scalars] {
        let value = try required(name)
        if let string = value.string { return Scalars(string).map { [$0] } }
        guard let list = value.list else { throw invalid(name, value, "a list of strings") }
        return try list.enumerated().map { index, element in
            guard let string = element.string else { throw invalid("\(name)[\(index)]", element, "a string") }
            return Scalars(string)
        }
    }

    /// `less than` or `at least`, nothing else.
    func relation(_ name: String) throws -> Relation {
        let value = try required(name)
        guard let string = value.string, let relation = Relation(rawValue: string) else {
            throw ConstraintError.invalidArgument(
                id: id, argument: name, found: value.string.map { "'\($0)'" } ?? value.kind, expected: "'less than' or 'at least'")
        }
        return relation
    }
}

/// How a count is compared with a number.
public enum Relation: String, Sendable, CaseIterable {
    case lessThan = "less than"
    case atLeast = "at least"

    @inline(__always)
    func holds(_ count: Int, _ limit: Double) -> Bool {
        self == .lessThan ? Double(count) < limit : Double(count) >= limit
    }
}
