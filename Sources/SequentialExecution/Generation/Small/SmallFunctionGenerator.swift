/// Grows small functions towards a complexity score: a nest of branches and loops as deep as the score allows, then single statements,
/// calls and further blocks until the score is reached.
struct SmallFunctionGenerator {
    private static let localNames = ["t", "u", "v", "w", "s", "r", "p", "q"]

    private var random: SeededGenerator
    private var parameters: [SmallFunction.Parameter] = []
    private var trackers: [String] = []
    private var steps: [Statement] = []
    /// Number variables that statements may change, all of them set before the first block.
    private var locals: [String] = []
    /// Number variables that may be read here.
    private var readable: [String] = []
    private var lists: [String] = []
    private var loopNames: [String] = []

    private let mostTrackers: Int

    private init(random: SeededGenerator, mostTrackers: Int) {
        self.random = random
        self.mostTrackers = mostTrackers
    }

    /// A function whose score lies in the range, or nil where this attempt missed it.
    static func function(in range: Range<Double>, trackers: Int, random: inout SeededGenerator) -> SmallFunction? {
        var generator = SmallFunctionGenerator(random: random, mostTrackers: trackers)
        defer { random = generator.random }
        return generator.grow(into: range)
    }

    private mutating func grow(into range: Range<Double>) -> SmallFunction? {
        let depth = plannedDepth(below: range.upperBound)
        declare(depth: depth, complex: range.lowerBound > 6)
        steps.append(newLocal())
        if depth == 0 || random.chance(0.3) { countHere() }
        if depth == 0, range.lowerBound < 5 {
            for _ in 0..<random.weighted([0.6, 0.25, 0.15]) { growStraight() }
        }
        if depth > 0 {
            if random.chance(0.3) { steps.append(newLocal()) }
            steps.append(contentsOf: block(depth: depth, inLoop: false))
        }
        for _ in 0..<60 {
            let score = ComplexityScore(of: function.definition).score
            if score >= range.upperBound { return nil }
            if score >= range.lowerBound { return function }
            growFurther(missing: range.lowerBound - score, depth: depth)
        }
        return nil
    }

    /// An argument for a parameter.
    static func value(of parameter: SmallFunction.Parameter, _ random: inout SeededGenerator) -> Literal {
        guard parameter.isList else { return .integer(random.integer(in: 1...12)) }
        return .list((0..<random.integer(in: 2...4)).map { _ in .integer(random.integer(in: 1...12)) })
    }

    private var function: SmallFunction {
        let parameters = parameters.filter { parameter in !parameter.isList || steps.contains { mentions($0, parameter.name) } }
        return SmallFunction(parameters: parameters, steps: steps, result: locals.last ?? "n", trackers: trackers)
    }

    /// A nest of depth d costs about 5 d: three for the depth, one for the branch, half for each of two lines.
    private mutating func plannedDepth(below score: Double) -> Int {
        let deepest = min(3, max(0, Int((score - 3.6) / 5)))
        return deepest > 1 && random.chance(0.3) ? deepest - 1 : deepest
    }

    private mutating func declare(depth: Int, complex: Bool) {
        let names = ["steps", "hits", "rounds", "marks", "turns"]
        trackers = Array(random.shuffled(names).prefix(complex && random.chance(0.3) ? min(2, mostTrackers) : 1))
        parameters = [.init(name: "n", isList: false)]
        if random.chance(0.6) { parameters.append(.init(name: "k", isList: false)) }
        readable = parameters.map(\.name)
        if depth > 0 && random.chance(depth > 1 ? 0.8 : 0.5) {
            parameters.append(.init(name: "xs", isList: true))
            lists = ["xs"]
        }
    }

    // MARK: Straight lines

    private mutating func growStraight() {
        steps.append(locals.count < 5 && random.chance(0.6) ? newLocal() : change(readable))
        if random.chance(0.6) { countHere() }
    }

    private mutating func growFurther(missing: Double, depth: Int) {
        if missing > 4.5, depth > 0 {
            steps.append(contentsOf: block(depth: random.chance(0.5) ? depth : 1, inLoop: false))
        } else if missing > 1.9, random.chance(0.75) {
            steps.append(called())
        } else if missing > 1.4, depth > 0, random.chance(0.5) {
            steps.append(contentsOf: block(depth: 1, inLoop: false))
        } else {
            growStraight()
        }
    }

    private mutating func countHere() {
        steps.append(.update(random.pick(trackers), .add, .integer(1)))
    }

    private mutating func newLocal() -> Statement {
        let value = arithmetic(readable)
        guard let name = Self.localNames.first(where: { !locals.contains($0) }) else { return change(readable) }
        locals.append(name)
        readable.append(name)
        return .set(name, value)
    }

    private mutating func change(_ readable: [String]) -> Statement {
        let target = locals.isEmpty ? "n" : random.pick(locals)
        let others = readable.filter { $0 != target }
        let operand: Expression = random.chance(0.5) || others.isEmpty ? .integer(random.integer(in: 1...9)) : .name(random.pick(others))
        switch random.weighted([0.55, 0.35, 0.1]) {
        case 0: return .update(target, .add, operand)
        case 1: return .update(target, .subtract, operand)
        default: return .update(target, .multiply, .integer(random.integer(in: 2...3)))
        }
    }

    /// One operation, sometimes two.
    private mutating func arithmetic(_ readable: [String]) -> Expression {
        let left = Expression.name(random.pick(readable))
        let first = operation(on: left, readable)
        guard random.chance(0.1) else { return first }
        let number = Expression.integer(random.integer(in: 1...9))
        return random.chance(0.5) ? .binary(first, .add, number) : .binary(first, .subtract, .name(random.pick(readable)))
    }

    private mutating func operation(on left: Expression, _ readable: [String]) -> Expression {
        let number = Expression.integer(random.integer(in: 1...9))
        let others = readable.filter { .name($0) != left }
        let right: Expression = random.chance(0.55) && !others.isEmpty ? .name(random.pick(others)) : number
        switch random.weighted([0.45, 0.3, 0.15, 0.06, 0.04]) {
        case 0: return .binary(left, .add, right)
        case 1: return .binary(left, .subtract, right)
        case 2: return .binary(left, .multiply, .integer(random.integer(in: 2...5)))
        case 3: return .binary(left, .remainder, .integer(random.integer(in: 2...5)))
        default: return .binary(left, .floorDivide, .integer(random.integer(in: 2...3)))
        }
    }

    private mutating func called() -> Statement {
        let first = Expression.name(random.pick(readable))
        let others = readable.filter { .name($0) != first }
        let second: Expression = random.chance(0.5) || others.isEmpty ? .integer(random.integer(in: 1...12)) : .name(random.pick(others))
        let value: Expression
        switch random.weighted([0.35, 0.35, 0.15, lists.isEmpty ? 0 : 0.15]) {
        case 0: value = .call("max", first, second)
        case 1: value = .call("min", first, second)
        case 2: value = .call("abs", .binary(first, .subtract, .integer(random.integer(in: 1...12))))
        default: value = .call("len", .name(random.pick(lists)))
        }
        if let name = Self.localNames.first(where: { !locals.contains($0) }), random.chance(0.5) {
            locals.append(name)
            readable.append(name)
            return .set(name, value)
        }
        return .set(locals.isEmpty ? "n" : random.pick(locals), value)
    }

    // MARK: Blocks

    private mutating func block(depth: Int, inLoop: Bool) -> [Statement] {
        let loops = random.chance(inLoop ? 0.3 : 0.55) && loopNames.count < 2
        guard loops else { return [branch(depth: depth)] }
        return random.chance(0.15) && !inLoop ? countdown(depth: depth) : loop(depth: depth)
    }

    private mutating func branch(depth: Int) -> Statement {
        let test = condition()
        let body = body(depth: depth)
        switch random.weighted([0.4, 0.45, depth > 1 ? 0.15 : 0]) {
        case 0: return .conditional(test: test, body: body, otherwise: [])
        case 1: return .conditional(test: test, body: body, otherwise: [change(readable)])
        default:
            return .conditional(
                test: test, body: body, otherwise: [.conditional(test: condition(), body: [change(readable)], otherwise: [])])
        }
    }

    private mutating func body(depth: Int) -> [Statement] {
        var body: [Statement] = random.chance(depth > 1 ? 0.5 : 0.8) ? [change(readable)] : []
        if depth > 1 { body += block(depth: depth - 1, inLoop: !loopNames.isEmpty) }
        if body.isEmpty || random.chance(0.6) { body.append(.update(random.pick(trackers), .add, .integer(1))) }
        return body
    }

    private mutating func loop(depth: Int) -> [Statement] {
        let overList = !lists.isEmpty && random.chance(0.75)
        let names = overList ? ["x", "y"] : ["i", "j"]
        let name = names.first { !loopNames.contains($0) } ?? "z"
        let iterable: Expression = overList ? .name(random.pick(lists)) : .call("range", .integer(random.integer(in: 2...4)))
        loopNames.append(name)
        let outer = readable
        readable.append(name)
        var body = body(depth: depth)
        if body.allSatisfy({ !mentions($0, name) }) {
            body.insert(.update(random.pick(locals), random.chance(0.7) ? .add : .subtract, .name(name)), at: 0)
        }
        readable = outer
        loopNames.removeLast()
        return [.forEach(target: .name(name), iterable: iterable, body: body, otherwise: [])]
    }

    /// `while t > n: t -= k`, which ends because k is positive.
    private mutating func countdown(depth: Int) -> [Statement] {
        let name = random.pick(locals)
        let step = Statement.update(name, .subtract, .integer(random.integer(in: 2...6)))
        let test = Expression.compare(.name(name), .greater, .integer(random.integer(in: 0...5)))
        var body = [step, .update(random.pick(trackers), .add, .integer(1))]
        if depth > 1, let other = locals.first(where: { $0 != name }) {
            body.append(.conditional(test: parity(of: name), body: [.update(other, .add, .name(name))], otherwise: []))
        }
        return [.whileLoop(test: test, body: body, otherwise: [])]
    }

    private mutating func condition() -> Expression {
        let name = loopNames.last.flatMap { random.chance(0.7) ? $0 : nil } ?? random.pick(readable)
        if random.chance(0.2) { return parity(of: name) }
        let others = readable.filter { $0 != name }
        let right: Expression = random.chance(0.75) || others.isEmpty ? .integer(random.integer(in: 1...12)) : .name(random.pick(others))
        return .compare(.name(name), random.pick([.less, .greater, .greater, .less, .equal, .lessOrEqual, .greaterOrEqual]), right)
    }

    private func parity(of name: String) -> Expression {
        .compare(.binary(.name(name), .remainder, .integer(2)), .equal, .integer(0))
    }

    private func mentions(_ statement: Statement, _ name: String) -> Bool {
        statement.ownExpressions.contains { mentions($0, name) } || statement.blocks.joined().contains { mentions($0, name) }
    }

    private func mentions(_ expression: Expression, _ name: String) -> Bool {
        expression == .name(name) || expression.children.contains { mentions($0, name) }
    }
}
