/// Runs a program over a text by backtracking, with an explicit stack and a budget of steps, so that neither a deep nor a
/// catastrophic pattern can take the process down.
struct RegexMatcher {
    /// What to go back to when a path fails.
    private enum Choice {
        case branch(instruction: Int, position: Int)
        case restore(slot: Int, value: Int)
        /// A greedy run that can still give back characters.
        case shrink(continuation: Int, least: Int, position: Int)
        /// A lazy run that can still take characters.
        case grow(run: Int, position: Int, left: Int)
    }

    /// Choices kept at most: some hundred megabytes.
    private static let deepestStack = 2_000_000

    private let program: RegexProgram
    private let text: Piece
    private var slots: [Int]
    private var stack: [Choice] = []
    private var budget: Int

    init(program: RegexProgram, text: Piece) {
        self.program = program
        self.text = text
        slots = Array(repeating: -1, count: program.slotCount)
        budget = (1_000_000 + 16 * text.count) / program.weight
    }

    /// Where a group matched last.
    func range(of group: Int) -> Range<Int>? {
        let (start, end) = (slots[2 * group], slots[2 * group + 1])
        return start >= 0 && end >= start ? start..<end : nil
    }

    /// The first match at or after a position; `advancing` refuses an empty match at the position itself.
    mutating func search(from start: Int, advancing: Bool) throws -> Range<Int>? {
        var position = start
        while position <= text.endIndex {
            guard let candidate = nextCandidate(from: position) else { return nil }
            if let end = try match(at: candidate, refusingEmpty: advancing && candidate == start) { return candidate..<end }
            position = candidate + 1
        }
        return nil
    }

    /// Skips positions at which the first instruction cannot hold.
    private func nextCandidate(from start: Int) -> Int? {
        switch program.instructions[0] {
        case .literal(let code): text[start...].firstIndex(of: code)
        case .foldedLiteral(let code): text[start...].firstIndex { $0.caseFolded == code }
        case .set(let set):
            text[start...].firstIndex { program.sets[set].contains($0) }
        default: start
        }
    }

    private mutating func match(at start: Int, refusingEmpty: Bool) throws -> Int? {
        budget -= slots.count / 16
        for index in slots.indices { slots[index] = -1 }
        stack.removeAll(keepingCapacity: true)
        var instruction = 0
        var position = start
        while true {
            budget -= 1
            if budget < 0 || stack.count > Self.deepestStack { throw RegexError.budget }
            if case .match = program.instructions[instruction] {
                if !(refusingEmpty && position == start) { return position }
            } else if step(&instruction, &position) {
                continue
            }
            guard backtrack(&instruction, &position) else { return nil }
        }
    }

    private mutating func set(_ slot: Int, _ value: Int) {
        stack.append(.restore(slot: slot, value: slots[slot]))
        slots[slot] = value
    }

    /// Executes one instruction; false where it does not hold.
    private mutating func step(_ instruction: inout Int, _ position: inout Int) -> Bool {
        switch program.instructions[instruction] {
        case .literal, .foldedLiteral, .any, .anyWithNewlines, .set:
            guard position < text.endIndex, holds(instruction, text[position]) else { return false }
            position += 1
            instruction += 1
        case .assertion(let assertion):
            guard isTrue(assertion, at: position) else { return false }
            instruction += 1
        case .split(let first, let second):
            stack.append(.branch(instruction: second, position: position))
            instruction = first
        case .jump(let target): instruction = target
        case .save(let slot):
            set(slot, position)
            instruction += 1
        case .run(let min, let max, let greed):
            return run(min, max, greed, &instruction, &position)
        case .loopStart(let slot):
            set(slot, 0)
            set(slot + 1, -1)
            instruction += 1
        case .loopTest(let slot, let min, let max, let lazy, let exit):
            loop(slot, min, max, lazy, exit, &instruction, position)
        case .backreference(let group, let comparison):
            budget -= (range(of: group)?.count ?? 0) / 4
            guard let length = backreferenceLength(group, comparison, position) else { return false }
            position += length
            instruction += 1
        case .mark(let slot):
            set(slot, stack.count)
            set(slot + 1, position)
            instruction += 1
        case .commit(let slot, let rewinds):
            if rewinds { position = slots[slot + 1] }
            forgetChoices(above: slots[slot])
            instruction += 1
        case .negativeMark(let slot, let otherwise):
            set(slot, stack.count)
            stack.append(.branch(instruction: otherwise, position: position))
            instruction += 1
        case .negativeCommit(let slot):
            unwind(to: slots[slot])
            return false
        case .back(let width):
            guard position - width >= text.startIndex else { return false }
            position -= width
            instruction += 1
        case .branchUnless(let group, let target):
            instruction = range(of: group) == nil ? target : instruction + 1
        case .match: return false
        }
        return true
    }

    private mutating func backtrack(_ instruction: inout Int, _ position: inout Int) -> Bool {
        while let choice = stack.popLast() {
            switch choice {
            case .restore(let slot, let value): slots[slot] = value
            case .branch(let target, let place):
                (instruction, position) = (target, place)
                return true
            case .shrink(let continuation, let least, let place):
                if place - 1 > least { stack.append(.shrink(continuation: continuation, least: least, position: place - 1)) }
                (instruction, position) = (continuation, place - 1)
                return true
            case .grow(let run, let place, let left):
                guard left > 0, place < text.endIndex, holds(run + 1, text[place]) else { continue }
                if left > 1 { stack.append(.grow(run: run, position: place + 1, left: left - 1)) }
                (instruction, position) = (run + 2, place + 1)
                return true
            }
        }
        return false
    }

    private mutating func run(_ min: Int, _ max: Int, _ greed: RegexGreed, _ instruction: inout Int, _ position: inout Int) -> Bool {
        let start = position
        let wanted = greed == .lazy ? min : max
        let limit = wanted < text.endIndex - start ? start + wanted : text.endIndex
        while position < limit, holds(instruction + 1, text[position]) { position += 1 }
        budget -= (position - start) / 4
        guard position - start >= min else { return false }
        switch greed {
        case .greedy:
            if position > start + min {
                stack.append(.shrink(continuation: instruction + 2, least: start + min, position: position))
            }
        case .lazy:
            if max > min { stack.append(.grow(run: instruction, position: position, left: max - min)) }
        case .possessive: break
        }
        instruction += 2
        return true
    }

    private mutating func loop(
        _ slot: Int, _ min: Int, _ max: Int, _ lazy: Bool, _ exit: Int, _ instruction: inout Int, _ position: Int
    ) {
        let count = slots[slot]
        if count < min {
            set(slot, count + 1)
            instruction += 1
            return
        }
        let mayRepeat = count < max && slots[slot + 1] != position
        guard mayRepeat else {
            instruction = exit
            return
        }
        if lazy {
            // On failure of what follows, the body: the upper two entries set its counters, the lower two take them back.
            stack.append(.restore(slot: slot, value: count))
            stack.append(.restore(slot: slot + 1, value: slots[slot + 1]))
            stack.append(.branch(instruction: instruction + 1, position: position))
            stack.append(.restore(slot: slot + 1, value: position))
            stack.append(.restore(slot: slot, value: count + 1))
            instruction = exit
            return
        }
        stack.append(.branch(instruction: exit, position: position))
        set(slot, count + 1)
        set(slot + 1, position)
        instruction += 1
    }

    /// Drops the alternatives above a height but keeps what must be restored when an older choice is taken.
    private mutating func forgetChoices(above height: Int) {
        budget -= (stack.count - height) / 4
        var kept = height
        for index in height..<stack.count {
            guard case .restore = stack[index] else { continue }
            stack[kept] = stack[index]
            kept += 1
        }
        stack.removeLast(stack.count - kept)
    }

    private mutating func unwind(to height: Int) {
        // The branch that stands for "did not match" is the first choice above the mark: it goes too.
        while stack.count > height {
            if case .restore(let slot, let value)? = stack.popLast() { slots[slot] = value }
        }
    }

    private func backreferenceLength(_ group: Int, _ comparison: RegexCase, _ position: Int) -> Int? {
        guard let range = range(of: group), position + range.count <= text.endIndex else { return nil }
        for offset in 0..<range.count {
            let (left, right) = (text[range.lowerBound + offset], text[position + offset])
            if left == right { continue }
            switch comparison {
            case .unicode where left.simpleLower == right.simpleLower: continue
            case .ascii where left < 128 && right < 128 && left.simpleLower == right.simpleLower: continue
            default: return nil
            }
        }
        return range.count
    }

    @inline(__always)
    private func holds(_ instruction: Int, _ code: UInt32) -> Bool {
        switch program.instructions[instruction] {
        case .literal(let wanted): code == wanted
        case .foldedLiteral(let wanted): code.caseFolded == wanted
        case .any: code != 10
        case .anyWithNewlines: true
        case .set(let set): program.sets[set].contains(code)
        default: false
        }
    }

    private func isTrue(_ assertion: RegexAssertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == text.startIndex
        case .textEnd: position == text.endIndex
        case .textEndOrFinalNewline: position == text.endIndex || position == text.endIndex - 1 && text[position] == 10
        case .lineStart: position == text.startIndex || text[position - 1] == 10
        case .lineEnd: position == text.endIndex || text[position] == 10
        case .wordBoundary(let ascii): isBoundary(position, ascii)
        // Older versions never find this in an empty text.
        case .notWordBoundary(let ascii): !text.isEmpty && !isBoundary(position, ascii)
        }
    }

    private func isBoundary(_ position: Int, _ ascii: Bool) -> Bool {
        let before = position > text.startIndex && isWord(text[position - 1], ascii)
        let after = position < text.endIndex && isWord(text[position], ascii)
        return before != after
    }

    private func isWord(_ code: UInt32, _ ascii: Bool) -> Bool { ascii && code > 127 ? false : code.isWordCharacter }
}
