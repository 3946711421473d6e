/// An expression of the practical subset of Python that functions here are made of.
public indirect enum Expression: Sendable, Hashable {
    case constant(Literal)
    case name(String)
    case unary(UnaryOperator, Expression)
    case binary(Expression, BinaryOperator, Expression)
    /// `and` and `or`, two operands or more.
    case boolean(BooleanOperator, [Expression])
    /// One comparison or a chain, `a < b <= c`.
    case comparison(Expression, [Comparison])
    case call(Expression, [Expression], [Keyword])
    case attribute(Expression, String)
    case subscripted(Expression, Expression)
    /// Only inside a subscript.
    case slice(lower: Expression?, upper: Expression?, step: Expression?)
    case list([Expression])
    case tuple([Expression])
    case set([Expression])
    case dictionary([DictionaryItem])
    /// `then if test else otherwise`
    case conditional(test: Expression, then: Expression, otherwise: Expression)
    case comprehension(ComprehensionKind, element: Expression, value: Expression?, clauses: [ComprehensionClause])
    case lambda([String], Expression)
    case starred(Expression)
    /// An f-string: constant texts and expressions in turn.
    case formatted([Expression])

    /// One step of a comparison chain.
    public struct Comparison: Sendable, Hashable {
        public var relation: Relation
        public var right: Expression

        public init(_ relation: Relation, _ right: Expression) {
            self.relation = relation
            self.right = right
        }
    }

    /// An argument by name; the name is nil for `**mapping`.
    public struct Keyword: Sendable, Hashable {
        public var name: String?
        public var value: Expression

        public init(name: String?, value: Expression) {
            self.name = name
            self.value = value
        }
    }

    public struct DictionaryItem: Sendable, Hashable {
        public var key: Expression
        public var value: Expression

        public init(key: Expression, value: Expression) {
            self.key = key
            self.value = value
        }
    }

    public enum ComprehensionKind: String, Sendable, Hashable {
        case list, set, dictionary, generator
    }

    /// `for target in iterable if condition`
    public struct ComprehensionClause: Sendable, Hashable {
        public var target: Expression
        public var iterable: Expression
        public var conditions: [Expression]

        public init(target: Expression, iterable: Expression, conditions: [Expression]) {
            self.target = target
            self.iterable = iterable
            self.conditions = conditions
        }
    }

    public enum UnaryOperator: String, Sendable, Hashable {
        case negative = "-"
        case positive = "+"
        case not
        case invert = "~"
    }

    public enum BinaryOperator: String, Sendable, Hashable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case remainder = "%"
        case power = "**"
        case shiftLeft = "<<"
        case shiftRight = ">>"
        case bitAnd = "&"
        case bitOr = "|"
        case bitXor = "^"
    }

    public enum BooleanOperator: String, Sendable, Hashable {
        case and, or
    }

    public enum Relation: String, Sendable, Hashable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case isSame = "is"
        case isNotSame = "is not"
        case isIn = "in"
        case isNotIn = "not in"
    }
}

extension Expression {
    /// An integer constant.
    public static func integer(_ value: Int) -> Expression { .constant(.integer(value)) }

    /// A call of a function by its name.
    public static func call(_ name: String, _ arguments: Expression...) -> Expression { .call(.name(name), arguments, []) }

    /// A single comparison.
    public static func compare(_ left: Expression, _ relation: Relation, _ right: Expression) -> Expression {
        .comparison(left, [.init(relation, right)])
    }
}
