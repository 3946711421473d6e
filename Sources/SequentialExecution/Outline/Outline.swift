/// A function as numbered steps. Where steps are few and short they share a sentence with what governs them, as the seed likes it.
struct Outline: Sendable {
    let function: FunctionDefinition
    private(set) var steps: [Step] = []
    /// The words that its steps are told in.
    let wording: Wording
    private var nextID = 0

    init(_ function: FunctionDefinition, seed: UInt64, style: Narrator.Style) {
        self.function = function
        wording = Wording(seed: seed, style: style)
        steps = numbered(function.body, below: "", loop: nil, helper: nil, first: 1).steps
    }

    /// Every step, in the order of the source.
    var flattened: [Step] { steps.flatMap(\.flattened) }

    /// Steps that say nothing of their own: what a helper's introduction tells, and imports.
    static func isSilent(_ statement: Statement) -> Bool {
        switch statement {
        case .nonlocal, .importing: true
        default: false
        }
    }

    private mutating func numbered(
        _ body: [Statement], below label: String, loop: String?, helper: String?, first: Int
    ) -> (steps: [Step], next: Int) {
        var steps: [Step] = []
        var number = first
        for statement in body {
            let silent = Self.isSilent(statement)
            steps.append(step(statement, label: label + String(number), loop: loop, helper: helper))
            if !silent { number += 1 }
        }
        return (steps, number)
    }

    private mutating func step(_ statement: Statement, label: String, loop: String?, helper: String?) -> Step {
        var step = Step(
            id: nextID, label: label, statement: statement, blocks: [], isInline: isInline(statement, label), isChained: false, loop: loop,
            helper: helper)
        nextID += 1
        var number = 1
        step.blocks = blocks(of: statement, label: label, inline: step.isInline, loop: loop, helper: helper, number: &number)
        return step
    }

    private mutating func blocks(
        of statement: Statement, label: String, inline: Bool, loop: String?, helper: String?, number: inout Int
    ) -> [[Step]] {
        var blocks: [[Step]] = []
        for (place, body) in statement.blocks.enumerated() {
            if case .conditional = statement, place == 1, body.count == 1, case .conditional = body[0] {
                blocks.append([chained(body[0], label: label, inline: inline, loop: loop, helper: helper, number: &number)])
                continue
            }
            let inner = Self.inside(statement, place, label: label, loop: loop, helper: helper)
            if inline {
                blocks.append(body.map { same($0, label: label, loop: inner.loop, helper: inner.helper) })
            } else {
                let result = numbered(body, below: label + ".", loop: inner.loop, helper: inner.helper, first: number)
                blocks.append(result.steps)
                number = result.next
            }
        }
        return blocks
    }

    /// The loop and helper that a block's steps are in; the `else` of a loop is outside of it.
    private static func inside(
        _ statement: Statement, _ place: Int, label: String, loop: String?, helper: String?
    ) -> (loop: String?, helper: String?) {
        switch statement {
        case .forEach, .whileLoop: (place == 0 ? label : loop, helper)
        case .function(let function): (nil, function.name)
        default: (loop, helper)
        }
    }

    private mutating func chained(
        _ statement: Statement, label: String, inline: Bool, loop: String?, helper: String?, number: inout Int
    ) -> Step {
        var step = Step(
            id: nextID, label: label, statement: statement, blocks: [], isInline: inline, isChained: true, loop: loop, helper: helper)
        nextID += 1
        step.blocks = blocks(of: statement, label: label, inline: inline, loop: loop, helper: helper, number: &number)
        return step
    }

    private mutating func same(_ statement: Statement, label: String, loop: String?, helper: String?) -> Step {
        defer { nextID += 1 }
        return Step(
            id: nextID, label: label, statement: statement, blocks: [], isInline: true, isChained: false, loop: loop, helper: helper)
    }

    // MARK: Sharing a sentence

    private func isInline(_ statement: Statement, _ label: String) -> Bool {
        guard Self.isShort(statement) else { return false }
        return wording.isBrief || wording.index(of: 4, at: label, "inline") != 0
    }

    /// A loop or branch whose blocks are one or two plain steps each.
    private static func isShort(_ statement: Statement) -> Bool {
        switch statement {
        case .conditional(_, let body, let otherwise):
            if !isPlain(body) { return false }
            if otherwise.count == 1, case .conditional = otherwise[0] { return isShort(otherwise[0]) }
            return otherwise.isEmpty || isPlain(otherwise)
        case .forEach(_, _, let body, let otherwise), .whileLoop(_, let body, let otherwise): return isPlain(body) && otherwise.isEmpty
        default: return false
        }
    }

    private static func isPlain(_ body: [Statement]) -> Bool {
        body.count <= 2 && body.allSatisfy { $0.blocks.isEmpty && !isSilent($0) } && body.reduce(0) { $0 + $1.weight } <= 16
    }
}

extension Statement {
    /// How many expressions the statement itself holds, at any depth.
    fileprivate var weight: Int { ownExpressions.reduce(0) { $0 + $1.weight } }
}

extension Expression {
    fileprivate var weight: Int { children.reduce(1) { $0 + $1.weight } }
}
