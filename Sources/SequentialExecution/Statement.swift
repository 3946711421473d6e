/// A statement of the practical subset of Python that functions here are made of.
public indirect enum Statement: Sendable, Hashable {
    /// `a = b = value` has two targets; unpacking is one target that is a tuple.
    case assign([Expression], Expression)
    case augment(Expression, Expression.BinaryOperator, Expression)
    case expression(Expression)
    case conditional(test: Expression, body: [Statement], otherwise: [Statement])
    case forEach(target: Expression, iterable: Expression, body: [Statement], otherwise: [Statement])
    case whileLoop(test: Expression, body: [Statement], otherwise: [Statement])
    case returning(Expression?)
    case breaking
    case continuing
    case pass
    case function(FunctionDefinition)
    case delete([Expression])
    /// `raise kind(message)`, or a bare `raise`.
    case raise(Expression?)
    case tryBlock(body: [Statement], handlers: [Handler], otherwise: [Statement], finally: [Statement])
    case nonlocal([String])
    case importing(Import)

    /// `except kind as name:`
    public struct Handler: Sendable, Hashable {
        public var kind: Expression?
        public var name: String?
        public var body: [Statement]

        public init(kind: Expression?, name: String?, body: [Statement]) {
            self.kind = kind
            self.name = name
            self.body = body
        }
    }
}

/// `import module`, or `from module import names` where there are names.
public struct Import: Sendable, Hashable {
    public var module: String
    public var names: [String]

    public init(module: String, names: [String]) {
        self.module = module
        self.names = names
    }
}

/// A function: its name, its parameters in order with their defaults, and what it does.
public struct FunctionDefinition: Sendable, Hashable {
    public struct Parameter: Sendable, Hashable {
        public var name: String
        public var defaultValue: Expression?

        public init(_ name: String, defaultValue: Expression? = nil) {
            self.name = name
            self.defaultValue = defaultValue
        }
    }

    public var name: String
    public var parameters: [Parameter]
    public var body: [Statement]

    public init(name: String, parameters: [Parameter], body: [Statement]) {
        self.name = name
        self.parameters = parameters
        self.body = body
    }
}

extension Statement {
    /// `name = value`
    public static func set(_ name: String, _ value: Expression) -> Statement { .assign([.name(name)], value) }

    /// `name += value` and its kin.
    public static func update(_ name: String, _ operation: Expression.BinaryOperator, _ value: Expression) -> Statement {
        .augment(.name(name), operation, value)
    }
}
