/// Adds counters to a function by rule: each counts how often the body of one loop or branch runs. The function then returns
/// `(result, {tracker: count})`.
public enum TrackerInsertion {
    /// The function with 1 to `limit` counters, renamed to `f`.
    ///
    /// Places are taken in source order, loops first; helpers inside the function are left alone.
    public static func tracked(_ function: FunctionDefinition, limit: Int = 3) -> FunctionDefinition {
        var inserter = Inserter(taken: Names.all(in: function), limit: max(limit, 1))
        if Names.isRecursive(function) { return wrapped(function, counting: inserter.fresh("procedure_runs")) }
        var body = inserter.visit(function.body, wanted: .loops)
        if inserter.names.count < inserter.limit { body = inserter.visit(body, wanted: .branches) }
        if inserter.names.isEmpty {
            let name = inserter.fresh("steps_taken")
            body.insert(.update(name, .add, .integer(1)), at: 0)
        }
        let names = inserter.names
        var result = names.map { Statement.set($0, .integer(0)) } + returning(body, names)
        if !ends(body) { result.append(returned(nil, names)) }
        return FunctionDefinition(name: "f", parameters: function.parameters, body: result)
    }

    /// A function that calls itself becomes a helper that counts its own runs, since its calls expect its plain result.
    private static func wrapped(_ function: FunctionDefinition, counting name: String) -> FunctionDefinition {
        var helper = function
        if helper.name == "f" { helper = helper.renamedRecursion(to: "procedure") }
        helper.body = [.nonlocal([name]), .update(name, .add, .integer(1))] + helper.body
        let call = Expression.call(.name(helper.name), function.parameters.map { .name($0.name) }, [])
        return FunctionDefinition(
            name: "f", parameters: function.parameters, body: [.set(name, .integer(0)), .function(helper), returned(call, [name])])
    }

    private static func returned(_ value: Expression?, _ names: [String]) -> Statement {
        let counts = names.map { Expression.DictionaryItem(key: .constant(.string($0)), value: .name($0)) }
        return .returning(.tuple([value ?? .constant(.none), .dictionary(counts)]))
    }

    /// Whether every return of the function gives a pair of a result and a dictionary with string keys.
    static func isTracked(_ function: FunctionDefinition) -> Bool {
        let returns = returns(in: function.body)
        return !returns.isEmpty
            && returns.allSatisfy { value in
                guard case .tuple(let items)? = value, items.count == 2, case .dictionary(let entries) = items[1] else { return false }
                return !entries.isEmpty && entries.allSatisfy { if case .constant(.string) = $0.key { true } else { false } }
            }
    }

    private static func returns(in body: [Statement]) -> [Expression?] {
        body.flatMap { statement -> [Expression?] in
            switch statement {
            case .returning(let value): return [value]
            case .function: return []
            default: return statement.blocks.flatMap(returns)
            }
        }
    }

    private static func ends(_ body: [Statement]) -> Bool {
        guard case .returning? = body.last else { return false }
        return true
    }

    /// Every return of the function itself gives the counters too.
    private static func returning(_ body: [Statement], _ names: [String]) -> [Statement] {
        body.map { statement in
            switch statement {
            case .returning(let value): return returned(value, names)
            case .function: return statement
            default: return statement.mappingBlocks { returning($0, names) }
            }
        }
    }

    private enum Wanted { case loops, branches }

    private struct Inserter {
        var names: [String] = []
        var taken: Set<String>
        let limit: Int

        init(taken: Set<String>, limit: Int) {
            self.taken = taken
            self.limit = limit
        }

        mutating func fresh(_ base: String) -> String {
            var name = base
            var number = 2
            while taken.contains(name) {
                name = "\(base)_\(number)"
                number += 1
            }
            taken.insert(name)
            names.append(name)
            return name
        }

        mutating func visit(_ body: [Statement], wanted: Wanted) -> [Statement] {
            var result: [Statement] = []
            for statement in body { result.append(visit(statement, wanted: wanted)) }
            return result
        }

        private mutating func visit(_ statement: Statement, wanted: Wanted) -> Statement {
            guard case .function = statement else {
                let counted = names.count < limit ? place(statement, wanted) : nil
                var inserter = self
                var visited = statement.mappingBlocks { inserter.visit($0, wanted: wanted) }
                self = inserter
                if let counted { visited = visited.countingFirstBlock(counted) }
                return visited
            }
            return statement
        }

        private mutating func place(_ statement: Statement, _ wanted: Wanted) -> String? {
            switch (statement, wanted) {
            case (.forEach, .loops): return fresh("loop_rounds")
            case (.whileLoop, .loops): return fresh("while_rounds")
            case (.conditional, .branches): return fresh("branch_taken")
            default: return nil
            }
        }
    }
}

extension FunctionDefinition {
    /// The function under another name, its calls of itself too.
    fileprivate func renamedRecursion(to name: String) -> FunctionDefinition {
        let old = self.name
        return FunctionDefinition(name: name, parameters: parameters, body: body.map { $0.replacingName(old, with: name) })
    }
}

extension Statement {
    /// The same statement with every block inside it replaced.
    func mappingBlocks(_ change: ([Statement]) -> [Statement]) -> Statement {
        switch self {
        case .conditional(let test, let body, let otherwise):
            return .conditional(test: test, body: change(body), otherwise: change(otherwise))
        case .forEach(let target, let iterable, let body, let otherwise):
            return .forEach(target: target, iterable: iterable, body: change(body), otherwise: change(otherwise))
        case .whileLoop(let test, let body, let otherwise):
            return .whileLoop(test: test, body: change(body), otherwise: change(otherwise))
        case .function(var function):
            function.body = change(function.body)
            return .function(function)
        default: return self
        }
    }

    /// Adds `name += 1` at the start of a loop's or branch's body.
    fileprivate func countingFirstBlock(_ name: String) -> Statement {
        let count = Statement.update(name, .add, .integer(1))
        switch self {
        case .conditional(let test, let body, let otherwise):
            return .conditional(test: test, body: [count] + body, otherwise: otherwise)
        case .forEach(let target, let iterable, let body, let otherwise):
            return .forEach(target: target, iterable: iterable, body: [count] + body, otherwise: otherwise)
        case .whileLoop(let test, let body, let otherwise):
            return .whileLoop(test: test, body: [count] + body, otherwise: otherwise)
        default: return self
        }
    }
}
