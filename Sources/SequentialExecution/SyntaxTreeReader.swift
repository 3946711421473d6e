/// Reads CPython's syntax tree, as dictionaries with a `kind` per node, into ours. What our subset lacks is refused by name and line.
public struct SyntaxTreeReader {
    private var line: Int?

    /// The function of a module: the one named `f`, or else the last; other functions and constants beside it go to the start of its body.
    /// - Throws: ``SequentialExecutionError/untold(construct:line:)``.
    public static func function(inModule tree: Literal) throws -> FunctionDefinition {
        var reader = SyntaxTreeReader()
        return try FunctionDefinition(module: reader.body(tree, "body"))
    }

    private func refuse(_ construct: String) -> SequentialExecutionError {
        .untold(construct: construct, line: line)
    }

    private func kind(_ node: Literal) -> String { node["kind"]?.stringValue ?? "nothing" }

    private func list(_ node: Literal, _ key: String) -> [Literal] { node[key]?.elements ?? [] }

    private func child(_ node: Literal, _ key: String) throws -> Literal {
        guard let child = node[key], child != .none else {
            throw refuse(kind(node) == "AnnAssign" ? "a name with a type and no value" : "\(kind(node)) without \(key)")
        }
        return child
    }

    private func name(_ node: Literal, _ key: String) throws -> String {
        guard let name = node[key]?.stringValue else { throw refuse("\(kind(node)) without \(key)") }
        return name
    }

    // MARK: Statements

    private mutating func body(_ node: Literal, _ key: String) throws -> [Statement] {
        try list(node, key).compactMap { try statement($0) }
    }

    /// nil for a docstring, which says nothing about the steps.
    private mutating func statement(_ node: Literal) throws -> Statement? {
        line = node["line"]?.integerValue ?? line
        switch kind(node) {
        case "Expr":
            let value = try expression(child(node, "value"))
            if case .constant(.string) = value { return nil }
            return .expression(value)
        case "Assign": return .assign(try expressions(node, "targets"), try expression(child(node, "value")))
        case "AnnAssign": return .assign([try expression(child(node, "target"))], try expression(child(node, "value")))
        case "AugAssign":
            return .augment(
                try expression(child(node, "target")), try binary(child(node, "op")), try expression(child(node, "value")))
        case "Return": return .returning(try optional(node, "value"))
        case "Break": return .breaking
        case "Continue": return .continuing
        case "Pass": return .pass
        case "Delete": return .delete(try expressions(node, "targets"))
        case "Nonlocal": return .nonlocal(list(node, "names").compactMap(\.stringValue))
        case "FunctionDef": return .function(try function(node))
        case "Raise":
            guard node["cause"] ?? Literal.none == Literal.none else { throw refuse("raise ... from") }
            return .raise(try optional(node, "exc"))
        case "Assert":
            return .asserting(try expression(child(node, "test")), message: try optional(node, "msg").map { [$0] } ?? [])
        case "Import", "ImportFrom": return .importing(try imported(node))
        default: return try compound(node)
        }
    }

    private func imported(_ node: Literal) throws -> Import {
        let names = try list(node, "names").map { alias in
            guard alias["asname"] ?? Literal.none == Literal.none else { throw refuse("an import under another name") }
            return try name(alias, "name")
        }
        guard kind(node) == "Import" else {
            guard !names.contains("*") else { throw refuse("an import of everything") }
            return Import(module: try name(node, "module"), names: names)
        }
        guard names.count == 1 else { throw refuse("an import of several modules") }
        return Import(module: names[0], names: [])
    }

    private mutating func compound(_ node: Literal) throws -> Statement {
        switch kind(node) {
        case "If":
            let test = try expression(child(node, "test"))
            return .conditional(test: test, body: try body(node, "body"), otherwise: try body(node, "orelse"))
        case "While":
            let test = try expression(child(node, "test"))
            return .whileLoop(test: test, body: try body(node, "body"), otherwise: try body(node, "orelse"))
        case "For":
            let target = try expression(child(node, "target"))
            let iterable = try expression(child(node, "iter"))
            return .forEach(target: target, iterable: iterable, body: try body(node, "body"), otherwise: try body(node, "orelse"))
        default: throw refuse(PythonConstruct.words(kind(node)))
        }
    }

    private mutating func function(_ node: Literal) throws -> FunctionDefinition {
        guard list(node, "decorator_list").isEmpty else { throw refuse("a decorator") }
        let arguments = try child(node, "args")
        for key in ["vararg", "kwarg"] where arguments[key] != Literal.none { throw refuse("a variable number of parameters") }
        let plain = try (list(arguments, "posonlyargs") + list(arguments, "args")).map { try name($0, "arg") }
        guard list(arguments, "kwonlyargs").isEmpty else { throw refuse("keyword-only parameters") }
        let defaults = try expressions(arguments, "defaults")
        let first = plain.count - defaults.count
        let parameters = plain.enumerated().map { index, name in
            FunctionDefinition.Parameter(name, defaultValue: index >= first ? defaults[index - first] : nil)
        }
        return FunctionDefinition(name: try name(node, "name"), parameters: parameters, body: try body(node, "body"))
    }

    // MARK: Expressions

    private func expressions(_ node: Literal, _ key: String) throws -> [Expression] {
        try list(node, key).map { try expression($0) }
    }

    private func optional(_ node: Literal, _ key: String) throws -> Expression? {
        guard let child = node[key], child != .none else { return nil }
        return try expression(child)
    }

    private func expression(_ node: Literal) throws -> Expression {
        switch kind(node) {
        case "Constant":
            guard let value = node["value"], value["kind"] == nil else { throw refuse("a constant of bytes, complex or ...") }
            return .constant(value)
        case "Name": return .name(try name(node, "id"))
        case "UnaryOp": return .unary(try unary(child(node, "op")), try expression(child(node, "operand")))
        case "BinOp":
            return .binary(
                try expression(child(node, "left")), try binary(child(node, "op")), try expression(child(node, "right")))
        case "BoolOp": return .boolean(kind(try child(node, "op")) == "And" ? .and : .or, try expressions(node, "values"))
        case "Compare":
            let steps = try zip(list(node, "ops"), expressions(node, "comparators")).map { operation, right in
                Expression.Comparison(try relation(operation), right)
            }
            return .comparison(try expression(child(node, "left")), steps)
        case "Call":
            let keywords = try list(node, "keywords").map { keyword in
                Expression.Keyword(name: keyword["arg"]?.stringValue, value: try expression(child(keyword, "value")))
            }
            return .call(try expression(child(node, "func")), try expressions(node, "args"), keywords)
        case "Attribute": return .attribute(try expression(child(node, "value")), try name(node, "attr"))
        case "Subscript": return .subscripted(try expression(child(node, "value")), try expression(child(node, "slice")))
        case "Slice":
            return .slice(lower: try optional(node, "lower"), upper: try optional(node, "upper"), step: try optional(node, "step"))
        default: return try collection(node)
        }
    }

    private func collection(_ node: Literal) throws -> Expression {
        switch kind(node) {
        case "List": return .list(try expressions(node, "elts"))
        case "Tuple": return .tuple(try expressions(node, "elts"))
        case "Set": return .set(try expressions(node, "elts"))
        case "Dict":
            return .dictionary(try zip(expressions(node, "keys"), expressions(node, "values")).map { .init(key: $0, value: $1) })
        case "IfExp":
            return .conditional(
                test: try expression(child(node, "test")), then: try expression(child(node, "body")),
                otherwise: try expression(child(node, "orelse")))
        case "Lambda":
            let names = try list(child(node, "args"), "args").map { try name($0, "arg") }
            return .lambda(names, try expression(child(node, "body")))
        case "ListComp": return try comprehension(.list, node, element: "elt")
        case "SetComp": return try comprehension(.set, node, element: "elt")
        case "GeneratorExp": return try comprehension(.generator, node, element: "elt")
        case "DictComp": return try comprehension(.dictionary, node, element: "key")
        case "Starred": return .starred(try expression(child(node, "value")))
        case "JoinedStr": return .interpolated(try list(node, "values").map(part))
        default: throw refuse(PythonConstruct.words(kind(node)))
        }
    }

    /// A part of an f-string.
    private func part(_ node: Literal) throws -> Expression {
        guard kind(node) == "FormattedValue" else { return try expression(node) }
        let code = node["conversion"]?.integerValue ?? -1
        var format: String?
        if let specification = node["format_spec"], specification != .none {
            let texts = list(specification, "values").map { $0["value"]?.stringValue }
            guard texts.allSatisfy({ $0 != nil }) else { throw refuse("a format that holds an expression") }
            format = texts.compactMap { $0 }.joined()
        }
        let conversion = code < 0 ? nil : Unicode.Scalar(code).map(Character.init)
        return try .converted(expression(child(node, "value")), conversion: conversion, format: format)
    }

    private func comprehension(_ kind: Expression.ComprehensionKind, _ node: Literal, element: String) throws -> Expression {
        let clauses = try list(node, "generators").map { clause in
            Expression.ComprehensionClause(
                target: try expression(child(clause, "target")), iterable: try expression(child(clause, "iter")),
                conditions: try expressions(clause, "ifs"))
        }
        let value = kind == .dictionary ? try expression(child(node, "value")) : nil
        return .comprehension(kind, element: try expression(child(node, element)), value: value, clauses: clauses)
    }

    private func unary(_ node: Literal) throws -> Expression.UnaryOperator {
        let known: [String: Expression.UnaryOperator] = ["USub": .negative, "UAdd": .positive, "Not": .not, "Invert": .invert]
        guard let operation = known[kind(node)] else { throw refuse(PythonConstruct.words(kind(node))) }
        return operation
    }

    private func binary(_ node: Literal) throws -> Expression.BinaryOperator {
        let known: [String: Expression.BinaryOperator] = [
            "Add": .add, "Sub": .subtract, "Mult": .multiply, "Div": .divide, "FloorDiv": .floorDivide, "Mod": .remainder, "Pow": .power,
            "LShift": .shiftLeft, "RShift": .shiftRight, "BitAnd": .bitAnd, "BitOr": .bitOr, "BitXor": .bitXor,
        ]
        guard let operation = known[kind(node)] else { throw refuse(PythonConstruct.words(kind(node))) }
        return operation
    }

    private func relation(_ node: Literal) throws -> Expression.Relation {
        let known: [String: Expression.Relation] = [
            "Eq": .equal, "NotEq": .notEqual, "Lt": .less, "LtE": .lessOrEqual, "Gt": .greater, "GtE": .greaterOrEqual, "Is": .isSame,
            "IsNot": .isNotSame, "In": .isIn, "NotIn": .isNotIn,
        ]
        guard let relation = known[kind(node)] else { throw refuse(PythonConstruct.words(kind(node))) }
        return relation
    }
}
