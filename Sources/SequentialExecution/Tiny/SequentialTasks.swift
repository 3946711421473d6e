/// Unlimited small sequential-execution tasks for small models: generated functions over a range of complexity scores, told in plain
/// English, with the answer and a worked solution, all computed here.
public enum SequentialTasks {
    /// Which functions: a function belongs to one half only, whatever its inputs.
    public enum Split: String, Sendable, Codable, CaseIterable {
        case train, heldout
    }

    /// How often each complexity interval is drawn.
    public enum Distribution: Sendable, Equatable {
        case uniform
        /// Interval i with probability in proportion to `ratio^i`, the easiest first; below 1 prefers easy ones.
        case geometric(ratio: Double)
    }

    public struct Options: Sendable, Equatable {
        /// Complexity scores of the functions.
        public var complexity: ClosedRange<Double> = 3...40
        /// The range is cut into this many intervals of equal width.
        public var intervals = 20
        public var distribution = Distribution.uniform
        /// nil for both halves.
        public var split: Split?

        public init(
            complexity: ClosedRange<Double> = 3...40, intervals: Int = 20, distribution: Distribution = .uniform, split: Split? = nil
        ) {
            self.complexity = complexity
            self.intervals = intervals
            self.distribution = distribution
            self.split = split
        }
    }

    /// Makes tasks, each with `complexity`, `instruction` and `solution`; no two have the same function and inputs.
    ///
    /// Row i is the same for every count (save where an earlier row already holds it). Fewer come back only where the range holds no more.
    public static func generate(count: Int, seed: UInt64, options: Options = Options()) -> [SequentialInstruction] {
        var tasks: [SequentialInstruction] = []
        var seen: Set<String> = []
        var stream = 0
        while tasks.count < count, stream < 8 * count + 64 {
            var random = SeededGenerator(seed: seed, stream: stream)
            stream += 1
            guard let task = task(options: options, random: &random) else { continue }
            if seen.insert(task.taskID + Literal.list(task.input).json).inserted { tasks.append(task) }
        }
        return tasks
    }

    private static func task(options: Options, random: inout SeededGenerator) -> SequentialInstruction? {
        let intervals = max(options.intervals, 1)
        for _ in 0..<20 {
            let index = interval(of: intervals, options.distribution, &random)
            let low = options.complexity.lowerBound
            let width = (options.complexity.upperBound - low) / Double(intervals)
            let range = (low + width * Double(index))..<(low + width * Double(index + 1))
            let ease = Double(index) / Double(intervals)
            for _ in 0..<40 {
                guard let function = TinyFunctionGenerator.function(in: range, random: &random) else { continue }
                let source = PythonPrinter.source(of: function.definition)
                guard options.split == nil || options.split == split(of: source) else { continue }
                if let task = task(function, source, limits: Limits(ease: ease), &random) { return task }
            }
        }
        return nil
    }

    private static func interval(of count: Int, _ distribution: Distribution, _ random: inout SeededGenerator) -> Int {
        switch distribution {
        case .uniform: return random.integer(in: 0...(count - 1))
        case .geometric(let ratio):
            var weight = 1.0
            return random.weighted(
                (0..<count).map { _ in
                    defer { weight *= ratio }
                    return weight
                })
        }
    }

    /// Which half a function belongs to, by its source.
    public static func half(of source: String) -> Split { split(of: source) }

    /// The complexity interval that row `stream` is drawn from: uniform, or interval i in proportion to `decay^i`.
    public static func interval(
        stream: Int, seed: UInt64, complexity: ClosedRange<Double>, intervals: Int, decay: Double
    ) -> Range<Double> {
        var random = SeededGenerator(seed: seed &+ 1, stream: stream)
        let count = max(intervals, 1)
        let index = interval(of: count, decay == 1 ? .uniform : .geometric(ratio: decay), &random)
        let width = (complexity.upperBound - complexity.lowerBound) / Double(count)
        return (complexity.lowerBound + width * Double(index))..<(complexity.lowerBound + width * Double(index + 1))
    }

    /// One function in six is held out, by a hash of its source.
    package static func split(of source: String) -> Split {
        hash(source) % 6 == 0 ? .heldout : .train
    }

    /// FNV-1a.
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    /// Lengths in characters, so that the easier half fits about 150 tokens each way and the hardest 400.
    private struct Limits {
        var prompt: Int
        var solution: Int

        init(ease: Double) {
            prompt = 330 + Int(370 * ease)
            solution = 260 + Int(540 * ease)
        }
    }

    private static func task(
        _ function: TinyFunction, _ source: String, limits: Limits, _ random: inout SeededGenerator
    ) -> SequentialInstruction? {
        let description = PlainNarrator.description(of: function, variant: &random)
        for attempt in 0..<4 {
            let input = function.parameters.map { $0.isList ? list(&random) : Literal.integer(random.integer(in: 1...12)) }
            var runner = StepRunner(variables: Dictionary(zip(function.parameters.map(\.name), input), uniquingKeysWith: { $1 }))
            guard (try? runner.run(function.body)) != nil, let output = runner.variables[function.result] else { continue }
            let counts = function.trackers.map { Literal.Entry($0, runner.variables[$0] ?? .integer(0)) }
            let answer = SequentialAnswer(output: output, statistics: .dictionary(counts))
            let ending = ["Output: \(output.json)", "Statistics: \(answer.statistics.json)"]
            let solution = (runner.lines + ending).joined(separator: "\n")
            let values = zip(function.parameters, input).map { "\($0.name) = \($1.json)" }.joined(separator: ", ")
            let prompt = description + "\n" + values
            guard prompt.utf8.count <= limits.prompt, solution.utf8.count <= limits.solution else { continue }
            return SequentialInstruction(
                taskID: "tiny-" + String(hash(source), radix: 16), testCaseID: attempt, input: input, answer: answer, function: source,
                description: description, instruction: prompt, complexity: ComplexityScore(of: function.definition).score,
                solution: solution)
        }
        return nil
    }

    private static func list(_ random: inout SeededGenerator) -> Literal {
        .list((0..<random.integer(in: 2...4)).map { _ in .integer(random.integer(in: 1...12)) })
    }
}
