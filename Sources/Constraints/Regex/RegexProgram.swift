/// One instruction of the matcher.
enum RegexInstruction: Sendable {
    case literal(UInt32)
    case foldedLiteral(UInt32)
    case any
    case anyWithNewlines
    case set(Int)
    case assertion(RegexAssertion)
    /// Tries the first target, and the second where the first fails.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    /// A single-character step repeated in place: the instruction after this one, then the continuation two further on.
    case run(min: Int, max: Int, RegexGreed)
    case loopStart(slot: Int)
    case loopTest(slot: Int, min: Int, max: Int, lazy: Bool, exit: Int)
    case backreference(Int, RegexCase)
    case mark(slot: Int)
    /// Ends an atomic stretch: alternatives inside it are forgotten; `rewinds` also restores the position.
    case commit(slot: Int, rewinds: Bool)
    case negativeMark(slot: Int, otherwise: Int)
    case negativeCommit(slot: Int)
    case back(Int)
    case branchUnless(group: Int, Int)
    case match
}

/// A pattern compiled to instructions for a backtracking machine with an explicit stack.
struct RegexProgram: Sendable {
    private(set) var instructions: [RegexInstruction] = []
    private(set) var sets: [RegexSet] = []
    private(set) var slotCount: Int
    /// How much a step costs, in simple steps: more where a character class has many members.
    private(set) var weight = 1
    let groupCount: Int
    private var captures: RegexNode.CaptureWidths = [:]

    init(node: RegexNode, groups: Int) {
        groupCount = groups
        slotCount = 2 * (groups + 1)
        emit(node)
        instructions.append(.match)
    }

    private mutating func slots(_ count: Int) -> Int {
        defer { slotCount += count }
        return slotCount
    }

    private mutating func emit(_ node: RegexNode) {
        switch node {
        case .empty: break
        case .literal, .any, .set: emitSingle(node)
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { emit(part) }
        case .alternatives(let parts): emitAlternatives(parts)
        case .capture(let group, let inner):
            captures[group] = inner.width(captures: captures)
            instructions.append(.save(2 * group))
            emit(inner)
            instructions.append(.save(2 * group + 1))
        case .bracket(let inner): emit(inner)
        case .repetition(let inner, let min, let max, let greed): emitRepetition(inner, min, max, greed)
        case .backreference(let group, let comparison): instructions.append(.backreference(group, comparison))
        case .look(let inner, let behind, let negative): emitLook(inner, behind: behind, negative: negative)
        case .atomic(let inner): emitAtomic(inner)
        case .conditional(let group, let yes, let no):
            let branch = instructions.count
            instructions.append(.match)
            emit(yes)
            let jump = instructions.count
            instructions.append(.match)
            instructions[branch] = .branchUnless(group: group, instructions.count)
            emit(no)
            instructions[jump] = .jump(instructions.count)
        }
    }

    private mutating func emitSingle(_ node: RegexNode) {
        switch node {
        case .literal(let code, let folded): instructions.append(folded ? .foldedLiteral(code) : .literal(code))
        case .any(let newlines): instructions.append(newlines ? .anyWithNewlines : .any)
        case .set(var set):
            set.prepare()
            weight = max(weight, 1 + set.members.count / 32)
            sets.append(set)
            instructions.append(.set(sets.count - 1))
        default: break
        }
    }

    private mutating func emitAlternatives(_ parts: [RegexNode]) {
        var jumps: [Int] = []
        for (index, part) in parts.enumerated() {
            guard index < parts.count - 1 else {
                emit(part)
                break
            }
            let split = instructions.count
            instructions.append(.match)
            emit(part)
            jumps.append(instructions.count)
            instructions.append(.match)
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func emitRepetition(_ inner: RegexNode, _ min: Int, _ max: Int, _ greed: RegexGreed) {
        if let single = singleCharacter(inner) {
            instructions.append(.run(min: min, max: max, greed))
            emitSingle(single)
            return
        }
        if greed == .possessive {
            emitAtomic(.repetition(inner, min: min, max: max, .greedy))
            return
        }
        let slot = slots(2)
        instructions.append(.loopStart(slot: slot))
        let test = instructions.count
        instructions.append(.match)
        emit(inner)
        instructions.append(.jump(test))
        instructions[test] = .loopTest(slot: slot, min: min, max: max, lazy: greed == .lazy, exit: instructions.count)
    }

    private func singleCharacter(_ node: RegexNode) -> RegexNode? {
        switch node {
        case .literal, .any, .set: node
        case .bracket(let inner): singleCharacter(inner)
        default: nil
        }
    }

    private mutating func emitAtomic(_ inner: RegexNode) {
        let slot = slots(2)
        instructions.append(.mark(slot: slot))
        emit(inner)
        instructions.append(.commit(slot: slot, rewinds: false))
    }

    private mutating func emitLook(_ inner: RegexNode, behind: Bool, negative: Bool) {
        let slot = slots(2)
        let mark = instructions.count
        instructions.append(.mark(slot: slot))
        if behind { instructions.append(.back(inner.width(captures: captures).min)) }
        emit(inner)
        if negative {
            instructions.append(.negativeCommit(slot: slot))
            instructions[mark] = .negativeMark(slot: slot, otherwise: instructions.count)
        } else {
            instructions.append(.commit(slot: slot, rewinds: true))
        }
    }
}
