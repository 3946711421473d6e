/// LogicIF's filters on test cases.
enum CaseFilter {
    static let largestInput = 1e7
    static let trackerLimit = 50
    static let decimals = 6
    static let longestAnswer = 2000

    /// The answer that a run gave.
    /// - Throws: ``InstructionPipeline/Rejection`` where the case is left out.
    static func answer(of result: InstructionPipeline.CaseResult, input: [Literal]) throws -> SequentialAnswer {
        guard !input.contains(where: tooLarge) else { throw rejection("an input beyond 10^7") }
        let value: Literal
        switch result {
        case .value(let returned): value = returned
        case .failed(let reason): throw rejection(reason)
        }
        guard let parts = value.elements, parts.count == 2, case .dictionary(let counts) = parts[1] else {
            throw rejection("it did not return (result, {tracker: count})")
        }
        for count in counts {
            guard let number = count.value.integerValue else { throw rejection("tracker \(count.key.jsonKey) is no whole number") }
            guard number < trackerLimit else {
                throw rejection("too high a count: \(count.key.jsonKey) is \(number), expected less than \(trackerLimit)")
            }
        }
        guard parts[0].json.utf8.count <= longestAnswer else { throw rejection("an answer of more than \(longestAnswer) characters") }
        guard !tooPrecise(parts[0]) else { throw rejection("a number with more than \(decimals) decimals") }
        return SequentialAnswer(output: parts[0], statistics: parts[1])
    }

    private static func rejection(_ reason: String) -> InstructionPipeline.Rejection { .init(reason: reason) }

    private static func tooLarge(_ literal: Literal) -> Bool {
        switch literal {
        case .dictionary(let entries): return entries.contains { tooLarge($0.key) || tooLarge($0.value) }
        default: return literal.elements?.contains(where: tooLarge) ?? (abs(literal.doubleValue ?? 0) > largestInput)
        }
    }

    private static func tooPrecise(_ literal: Literal) -> Bool {
        switch literal {
        case .number(let value):
            guard value.isFinite else { return true }
            let scaled = value * 1e6
            return abs(scaled) < 1e15 && (scaled.rounded() / 1e6) != value
        case .dictionary(let entries): return entries.contains { tooPrecise($0.value) }
        default: return literal.elements?.contains(where: tooPrecise) ?? false
        }
    }
}
