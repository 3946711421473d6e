public import SequentialExecution

/// Short multi-step reasoning problems for small models, with the answer and the steps written out.
///
/// Reinforcement learning never trains on them: a model that could do some of them after its warm-up should still do them afterwards. The
/// two halves, `train` for the warm-up and `heldout` for measuring, share no problem.
public enum ReasoningTasks {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case arithmeticChain = "arithmetic_chain"
        case booleanExpression = "boolean_expression"
        case counting
        case sorting
        case listOperations = "list_operations"
    }

    /// One problem.
    public struct Problem: Sendable, Codable, Equatable {
        public var id: String
        public var task: String
        public var prompt: String
        public var answer: String
        /// The steps, one a line, then `Answer: ` and the answer.
        public var solution: String?
    }

    /// Makes `count` different problems, the kinds in turn. The same seed gives the same problems.
    public static func generate(
        count: Int, seed: UInt64, split: DataSplit? = nil, kinds: [Kind] = Kind.allCases
    ) -> [Problem] {
        var problems: [Problem] = []
        var prompts: Set<String> = []
        var stream = 0
        while !kinds.isEmpty, problems.count < count, stream < 60 * count + 64 {
            var random = SeededGenerator(seed: seed, stream: stream)
            stream += 1
            let kind = kinds[problems.count % kinds.count]
            let (question, steps, answer) = problem(kind, &random)
            let prompt = question + " Show the steps, then Answer: and the result."
            guard split == nil || DataSplit.of(prompt) == split, prompts.insert(prompt).inserted else { continue }
            problems.append(
                Problem(
                    id: "\(kind.rawValue)-\(problems.count)", task: kind.rawValue, prompt: prompt, answer: answer,
                    solution: (steps + ["Answer: \(answer)"]).joined(separator: "\n")))
        }
        return problems
    }

    private typealias Draft = (question: String, steps: [String], answer: String)

    private static func problem(_ kind: Kind, _ random: inout SeededGenerator) -> Draft {
        switch kind {
        case .arithmeticChain: return arithmeticChain(&random)
        case .booleanExpression: return booleanExpression(&random)
        case .counting: return counting(&random)
        case .sorting: return sorting(&random)
        case .listOperations: return listOperations(&random)
        }
    }

    private static func arithmeticChain(_ random: inout SeededGenerator) -> Draft {
        var value = random.integer(in: 1...12)
        var question = "Start with \(value)."
        var steps: [String] = []
        for _ in 0..<random.integer(in: 2...4) {
            let number = random.integer(in: 2...9)
            let (sign, words, next) =
                [
                    ("+", "Add \(number).", value + number), ("-", "Subtract \(number).", value - number),
                    ("*", "Multiply by \(number).", value * number),
                ][abs(value * number) < 60 ? random.weighted([0.4, 0.4, 0.2]) : random.integer(in: 0...1)]
            question += " " + words
            steps.append("\(value) \(sign) \(number) = \(next)")
            value = next
        }
        return (question + " What is the result?", steps, String(value))
    }

    // MARK: Booleans

    private indirect enum Formula {
        case value(Bool)
        case not(Formula)
        case both(Formula, Formula)
        case either(Formula, Formula)

        var text: String {
            switch self {
            case .value(let value): return value ? "true" : "false"
            case .not(let inner): return "not \(inner.text)"
            case .both(let left, let right): return "(\(left.text) and \(right.text))"
            case .either(let left, let right): return "(\(left.text) or \(right.text))"
            }
        }

        /// One operation worked out, innermost and leftmost first; nil for a value.
        var reduced: Formula? {
            switch self {
            case .value: return nil
            case .not(.value(let value)): return .value(!value)
            case .not(let inner): return inner.reduced.map { .not($0) }
            case .both(.value(let left), .value(let right)): return .value(left && right)
            case .both(let left, let right): return left.reduced.map { .both($0, right) } ?? right.reduced.map { .both(left, $0) }
            case .either(.value(let left), .value(let right)): return .value(left || right)
            case .either(let left, let right): return left.reduced.map { .either($0, right) } ?? right.reduced.map { .either(left, $0) }
            }
        }

        static func random(operations: Int, _ random: inout SeededGenerator) -> Formula {
            guard operations > 0 else { return .value(random.chance(0.5)) }
            if random.chance(0.3) { return .not(.random(operations: operations - 1, &random)) }
            let left = random.integer(in: 0...(operations - 1))
            let first = Formula.random(operations: left, &random)
            let second = Formula.random(operations: operations - 1 - left, &random)
            return random.chance(0.5) ? .both(first, second) : .either(first, second)
        }
    }

    private static func booleanExpression(_ random: inout SeededGenerator) -> Draft {
        var formula = Formula.random(operations: random.integer(in: 2...4), &random)
        let question = "What is \(formula.text)?"
        var steps: [String] = []
        while let next = formula.reduced {
            formula = next
            steps.append(formula.text)
        }
        return (question, steps, formula.text)
    }

    // MARK: Lists

    private static func numbers(_ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> [Int] {
        (0..<random.integer(in: count)).map { _ in random.integer(in: 1...12) }
    }

    private static func counting(_ random: inout SeededGenerator) -> Draft {
        let items = numbers(3...6, &random)
        let pivot = random.chance(0.5) ? random.pick(items) : random.integer(in: 2...10)
        let (words, holds): (String, (Int) -> Bool) =
            [
                ("are more than \(pivot)", { $0 > pivot }), ("are less than \(pivot)", { $0 < pivot }),
                ("are equal to \(pivot)", { $0 == pivot }),
            ][random.integer(in: 0...2)]
        var count = 0
        let steps = items.map { item -> String in
            if holds(item) { count += 1 }
            return "\(item): \(holds(item) ? "yes" : "no"), \(count)"
        }
        return ("How many numbers in \(items) \(words)?", steps, String(count))
    }

    private static func sorting(_ random: inout SeededGenerator) -> Draft {
        let items = numbers(3...5, &random)
        let descending = random.chance(0.4)
        var rest = items
        var steps: [String] = []
        while rest.count > 1, let next = descending ? rest.max() : rest.min(), let place = rest.firstIndex(of: next) {
            steps.append("\(descending ? "largest" : "smallest") of \(rest) is \(next)")
            rest.remove(at: place)
        }
        let order = descending ? "from largest to smallest" : "from smallest to largest"
        return ("Sort \(items) \(order).", steps, "\(descending ? items.sorted(by: >) : items.sorted())")
    }

    private static func listOperations(_ random: inout SeededGenerator) -> Draft {
        var items = numbers(3...4, &random)
        var question = "Take the list \(items)."
        var steps: [String] = []
        for _ in 0..<random.integer(in: 2...3) {
            let number = random.integer(in: 1...9)
            switch random.integer(in: 0...(items.count > 2 ? 4 : 2)) {
            case 0:
                items.append(number)
                question += " Append \(number)."
            case 1:
                items = items.map { $0 + number }
                question += " Add \(number) to every item."
            case 2:
                items.reverse()
                question += " Reverse it."
            case 3:
                items.removeFirst()
                question += " Remove the first item."
            default:
                items.removeLast()
                question += " Remove the last item."
            }
            steps.append("\(items)")
        }
        return (question + " What is the list?", steps, "\(items)")
    }
}
