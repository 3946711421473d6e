/// What sort of value something is, as far as reading a function shows. It only decides on words, never on meaning.
indirect enum Kind: Hashable, Sendable {
    /// Nothing is known yet.
    case open
    case whole
    case decimal
    case truth
    case text
    case null
    case list(Kind)
    case tuple([Kind])
    case dictionary(Kind, Kind)
    case set(Kind)
    /// Values of several sorts.
    case any

    /// The kind of a value.
    init(of literal: Literal) {
        switch literal {
        case .none: self = .null
        case .boolean: self = .truth
        case .integer, .bigInteger: self = .whole
        case .number: self = .decimal
        case .string: self = .text
        case .list(let items): self = .list(Self.joined(items.map(Kind.init)))
        case .tuple(let items): self = .tuple(items.map(Kind.init))
        case .dictionary(let entries):
            self = .dictionary(Self.joined(entries.map { Kind(of: $0.key) }), Self.joined(entries.map { Kind(of: $0.value) }))
        }
    }

    static func joined(_ kinds: [Kind]) -> Kind { kinds.reduce(.open) { $0.joined($1) } }

    /// The narrowest kind that holds both.
    func joined(_ other: Kind) -> Kind {
        if self == other { return self }
        switch (self, other) {
        case (.open, let kind), (let kind, .open): return kind
        case (.whole, .decimal), (.decimal, .whole): return .decimal
        case (.list(let left), .list(let right)): return .list(left.joined(right))
        case (.set(let left), .set(let right)): return .set(left.joined(right))
        case (.tuple(let left), .tuple(let right)) where left.count == right.count:
            return .tuple(zip(left, right).map { $0.joined($1) })
        case (.dictionary(let keys, let values), .dictionary(let others, let more)):
            return .dictionary(keys.joined(others), values.joined(more))
        default: return .any
        }
    }

    /// What going through a value of this kind gives.
    var item: Kind {
        switch self {
        case .list(let item), .set(let item): item
        case .dictionary(let key, _): key
        case .text: .text
        case .tuple(let items): Self.joined(items)
        case .open: .open
        default: .any
        }
    }

    var isNumber: Bool { self == .whole || self == .decimal }

    var isList: Bool { if case .list = self { true } else { false } }

    var isDictionary: Bool { if case .dictionary = self { true } else { false } }

    var isSet: Bool { if case .set = self { true } else { false } }

    var isTuple: Bool { if case .tuple = self { true } else { false } }

    /// A list of lists.
    var isGrid: Bool { if case .list(.list) = self { true } else { false } }

    /// A dictionary whose keys need not be texts.
    var hasOtherKeys: Bool { if case .dictionary(let key, _) = self { key != .text && key != .open } else { false } }

    /// Whether a value of this kind is, or holds at any depth, one that passes the test.
    func holds(_ passes: (Kind) -> Bool) -> Bool {
        if passes(self) { return true }
        return switch self {
        case .list(let item), .set(let item): item.holds(passes)
        case .tuple(let items): items.contains { $0.holds(passes) }
        case .dictionary(let key, let value): key.holds(passes) || value.holds(passes)
        default: false
        }
    }

    /// Whether two names can stand for one changeable value.
    var isMutable: Bool { isList || isDictionary || isSet }

    /// Whether values of this kind have an order that a reader can follow.
    var isUnordered: Bool { isSet }
}

extension Kind {
    /// `a whole number`, `a list of texts`, ...
    var words: String {
        switch self {
        case .whole: "a whole number"
        case .decimal: "a number"
        case .truth: "a value that is either true or false"
        case .text: "a text"
        case .null: "null"
        case .list(let inner): "a list" + Self.of(inner)
        case .tuple(let items):
            Set(items).count == 1
                ? "a fixed group of \(items.count) values" + Self.of(items[0], "each") : "a fixed group of \(items.count) values"
        case .dictionary(let key, let value):
            "a dictionary" + (key.plural.map { " with \($0) as its keys" } ?? "")
                + (value.plural.map { (key.plural == nil ? " with" : " and") + " \($0) as its values" } ?? "")
        case .set(let inner): "a set" + Self.of(inner)
        case .open, .any: "a value"
        }
    }

    private static func of(_ inner: Kind, _ each: String? = nil) -> String {
        if let each { return inner.isKnown ? ", \(each) \(inner.words)" : "" }
        return inner.plural.map { " of " + $0 } ?? ""
    }

    private var isKnown: Bool { self != .open && self != .any }

    /// `whole numbers`, `texts`, ...; nil where nothing is known.
    var plural: String? {
        switch self {
        case .whole: "whole numbers"
        case .decimal: "numbers"
        case .truth: "true or false values"
        case .text: "texts"
        case .list(let inner): "lists" + Self.of(inner)
        case .tuple(let items):
            Set(items).count == 1 && items[0].isKnown
                ? "groups of \(items.count) \(items[0].plural ?? "values")" : "groups of \(items.count) values"
        case .dictionary: "dictionaries"
        case .set(let inner): "sets" + Self.of(inner)
        case .null, .open, .any: nil
        }
    }
}
