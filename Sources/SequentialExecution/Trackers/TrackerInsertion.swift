/// Adds counters to a function by rule: each counts how often one event happens, such as a round of a loop, a branch that is taken, a
/// swap, an item that is added. The function then is called `f` and returns `(result, {tracker: count})`.
public enum TrackerInsertion {
    /// The function with 1 to `limit` counters.
    ///
    /// The seed chooses how many and which: events of different sorts first, those inside fewer loops more likely. A function that calls
    /// itself becomes a helper, and its own runs are what is counted. One without loops and branches gets a branch to count, on whether a
    /// value is even or long. Counts that are the same in every run, or that the function keeps itself, are taken where there are no others.
    /// - Parameter examples: argument lists of test cases, which say what the parameters are.
    public static func tracked(
        _ function: FunctionDefinition, limit: Int = 3, seed: UInt64 = 1, examples: [[Literal]] = []
    ) -> FunctionDefinition {
        var names = FreshNames(taken: Names.all(in: function))
        if Names.isRecursive(function) { return wrapped(function, &names) }
        if TrackerCandidates.all(in: function.body).isEmpty {
            if let counting = ValueTracker(function, examples: examples, &names) {
                return finished(counting.body, counting.counter, function)
            }
        }
        var random = SeededGenerator(seed: seed ^ 0x7AC4)
        let wanted = random.integer(in: 1...max(limit, 1))
        let candidates = TrackerCandidates.all(in: function.body)
        let telling = candidates.filter { !$0.isIdle }
        let chosen = chosen(telling.isEmpty ? candidates : telling, wanted, &random)
        var places: [Int: [TrackerPlacement.Counter]] = [:]
        var counters: [String] = []
        for candidate in chosen {
            let name = names.fresh(candidate.name)
            counters.append(name)
            for place in candidate.places { places[place.statement, default: []].append(.init(name: name, position: place.position)) }
        }
        var placement = TrackerPlacement(counters: places)
        var body = placement.visit(function.body, helper: false)
        if counters.isEmpty {
            let name = names.fresh("steps_taken")
            counters.append(name)
            body.insert(.update(name, .add, .integer(1)), at: 0)
        }
        return finished(body, counters, function)
    }

    private static func finished(_ body: [Statement], _ counters: [String], _ function: FunctionDefinition) -> FunctionDefinition {
        var body = counters.map { .set($0, .integer(0)) } + returning(body, counters)
        if !Narrator.alwaysReturns(body) { body.append(returned(nil, counters)) }
        return FunctionDefinition(name: "f", parameters: function.parameters, body: body)
    }

    /// One of each sort while there are sorts, in an order drawn with weights; then in the order of the source.
    private static func chosen(
        _ candidates: [TrackerCandidate], _ wanted: Int, _ random: inout SeededGenerator
    ) -> [TrackerCandidate] {
        var left = candidates
        var chosen: [TrackerCandidate] = []
        while chosen.count < wanted, !left.isEmpty {
            let index = random.weighted(left.map { weight($0, besides: chosen) })
            let candidate = left.remove(at: index)
            chosen.append(candidate)
            left.removeAll { $0.blocks == candidate.blocks || ($0.name == candidate.name && $0.sort == candidate.sort) }
        }
        return chosen.sorted { ($0.statement, $0.sort.rawValue) < ($1.statement, $1.sort.rawValue) }
    }

    private static func weight(_ candidate: TrackerCandidate, besides chosen: [TrackerCandidate]) -> Double {
        let byLoops = [0.5, 1, 0.5, 0.15]
        let weight = byLoops[min(candidate.loops, byLoops.count - 1)] * (candidate.sort == .swap ? 3 : 1)
        return chosen.contains { $0.sort == candidate.sort } ? weight * 0.15 : weight
    }

    /// A function that calls itself becomes a helper that counts its own runs, since its calls expect its plain result.
    private static func wrapped(_ function: FunctionDefinition, _ names: inout FreshNames) -> FunctionDefinition {
        var helper = function
        if helper.name == "f" { helper = helper.renamedRecursion(to: names.fresh("work")) }
        let counter = names.fresh(helper.name + "_runs")
        helper.body = [.nonlocal([counter]), .update(counter, .add, .integer(1))] + helper.body
        let call = Expression.call(.name(helper.name), function.parameters.map { .name($0.name) }, [])
        return FunctionDefinition(
            name: "f", parameters: function.parameters,
            body: [.set(counter, .integer(0)), .function(helper), returned(call, [counter])])
    }

    private static func returned(_ value: Expression?, _ names: [String]) -> Statement {
        let counts = names.map { Expression.DictionaryItem(key: .constant(.string($0)), value: .name($0)) }
        return .returning(.tuple([value ?? .constant(.none), .dictionary(counts)]))
    }

    /// Whether every return of the function gives a pair of a result and a dictionary with string keys.
    package static func isTracked(_ function: FunctionDefinition) -> Bool {
        let returns = returns(in: function.body)
        return !returns.isEmpty && !Names.isRecursive(function) && returns.allSatisfy { $0.flatMap(Narrator.counts) != nil }
    }

    /// What the function itself returns, helpers left out.
    static func returns(in body: [Statement]) -> [Expression?] {
        body.flatMap { statement -> [Expression?] in
            switch statement {
            case .returning(let value): return [value]
            case .function: return []
            default: return statement.blocks.flatMap(returns)
            }
        }
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
}

/// Makes names that a function does not use yet.
struct FreshNames {
    private var taken: Set<String>

    init(taken: Set<String>) {
        self.taken = taken
    }

    mutating func fresh(_ base: String) -> String {
        var name = base
        var number = 2
        while taken.contains(name) {
            name = "\(base)_\(number)"
            number += 1
        }
        taken.insert(name)
        return name
    }
}

/// Puts counters at their places.
struct TrackerPlacement {
    struct Counter {
        var name: String
        var position: TrackerCandidate.Place.Position
    }

    /// By statement, counted in the order of the source.
    let counters: [Int: [Counter]]
    private var next = 0
    /// What the helper being visited counts.
    private var outside: [String] = []

    init(counters: [Int: [Counter]]) {
        self.counters = counters
    }

    mutating func visit(_ body: [Statement], helper: Bool) -> [Statement] {
        var result: [Statement] = []
        for statement in body {
            let own = counters[next] ?? []
            next += 1
            if helper { outside += own.map(\.name) }
            var visited = inside(statement, own, helper: helper)
            if !visited.isFunction {  // a helper's own counter stands in its body already
                for counter in own {
                    if case .block(let number) = counter.position { visited = visited.counting(counter.name, inBlock: number) }
                }
            }
            result.append(visited)
            for counter in own {
                if case .after = counter.position { result.append(.update(counter.name, .add, .integer(1))) }
            }
        }
        return result
    }

    private mutating func inside(_ statement: Statement, _ own: [Counter], helper: Bool) -> Statement {
        guard case .function(var function) = statement else {
            var placement = self
            let visited = statement.mappingBlocks { placement.visit($0, helper: helper) }
            self = placement
            return visited
        }
        let before = outside
        outside = own.map(\.name)
        function.body = own.map { .update($0.name, .add, .integer(1)) } + visit(function.body, helper: true)
        var seen: Set<String> = []
        outside = outside.filter { seen.insert($0).inserted }
        if !outside.isEmpty { function.body.insert(.nonlocal(outside), at: 0) }
        outside = before + (helper ? outside : [])
        return .function(function)
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
        case .tryBlock(let body, let handlers, let otherwise, let finally):
            return .tryBlock(
                body: change(body), handlers: handlers.map { .init(kind: $0.kind, name: $0.name, body: change($0.body)) },
                otherwise: change(otherwise), finally: change(finally))
        default: return self
        }
    }

    fileprivate var isFunction: Bool { if case .function = self { true } else { false } }

    /// Adds `name += 1` at the start of one of the statement's blocks.
    fileprivate func counting(_ name: String, inBlock number: Int) -> Statement {
        var place = 0
        return mappingBlocks { block in
            defer { place += 1 }
            return place == number ? [.update(name, .add, .integer(1))] + block : block
        }
    }
}
