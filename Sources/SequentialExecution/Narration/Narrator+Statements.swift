extension Narrator {
    /// The sentence of a step, with its full stop or the colon before the steps below it.
    mutating func sentence(_ step: Step) throws -> String {
        switch step.statement {
        case .conditional: return try branch(step)
        case .forEach(let target, let iterable, _, let otherwise): return try loop(step, target, iterable, otherwise)
        case .whileLoop(let test, _, let otherwise): return try loop(step, test, otherwise)
        case .function(let helper): return try introduction(helper, step)
        default: return try simple(step) + "."
        }
    }

    /// A statement without blocks, without a full stop.
    mutating func simple(_ step: Step) throws -> String {
        switch step.statement {
        case .assign(let targets, let value): return try assignment(targets, value)
        case .augment(let target, let operation, let value): return try update(target, operation, value)
        case .expression(let value): return try action(value)
        case .returning(let value): return try returning(value, step)
        case .breaking:
            let loop = step.loop ?? step.label
            return pick("leave the loop of step \(loop) at once", "stop the loop of step \(loop) right there")
        case .continuing:
            let loop = step.loop ?? step.label
            return pick(
                "skip the rest of this round of step \(loop) and go on with its next round",
                "go straight on to the next round of step \(loop)")
        case .pass: return "do nothing"
        case .delete(let targets): return try deletion(targets)
        case .raise(let value): return try failure(value)
        case .tryBlock: throw refusal("try and except")
        case .nonlocal, .importing: return "do nothing"
        case .conditional, .forEach, .whileLoop, .function: throw refusal("a block inside a sentence")
        }
    }

    // MARK: Branches

    mutating func branch(_ step: Step) throws -> String {
        guard case .conditional(let test, _, _) = step.statement else { return "" }
        let condition = try condition(test).text
        let body = try doing(step.blocks[0], inline: step.isInline)
        var text: String
        if step.isInline {
            text = "if \(condition), \(body)"
        } else {
            text = pick("if \(condition), \(body)", "check whether \(condition); if that is so, \(body)")
        }
        var current = step
        while let next = current.chained, case .conditional(let test, _, _) = next.statement {
            text += pick("; otherwise, if ", "; or else, if ") + (try self.condition(test).text)
            text += ", \(try doing(next.blocks[0], inline: step.isInline))"
            current = next
        }
        if current.blocks.count > 1, !current.blocks[1].isEmpty {
            text += pick("; otherwise, ", "; if not, ") + (try doing(current.blocks[1], inline: step.isInline))
        }
        return text + "."
    }
}
