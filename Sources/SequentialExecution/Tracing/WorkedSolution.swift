/// A worked solution: how a function's steps go for one input, told from its own run, ending in the answer.
public struct WorkedSolution {
    /// A function that takes notes, to be run where functions run.
    public struct Source: Sendable, Equatable {
        /// Defines `f`, which takes the function's arguments and returns its notes with its result.
        public var text: String
        var extent: TraceInstrumentation.Extent
    }

    private let outline: Outline
    /// The most bytes that a solution may have.
    public var limit: Int

    /// - Parameters:
    ///   - function: the function as it was narrated.
    ///   - seed: that of the narration, so that the steps have the same numbers.
    ///   - style: that of the narration.
    ///   - limit: the most bytes that a solution may have, beyond the answer itself.
    public init(of function: FunctionDefinition, seed: UInt64, style: Narrator.Style = .conversational, limit: Int = 6000) {
        outline = Outline(function, seed: seed, style: style)
        self.limit = limit
    }

    init(outline: Outline, limit: Int) {
        self.outline = outline
        self.limit = limit
    }

    /// The function that notes everything it does.
    public var source: Source { Source(text: TraceInstrumentation.source(of: outline, extent: .all), extent: .all) }

    /// The function that notes its own steps alone, for runs that are too long to note everything.
    public var shortSource: Source { Source(text: TraceInstrumentation.source(of: outline, extent: .outer), extent: .outer) }

    /// The solution of a run.
    ///
    /// As much is told as fits: at first everything; then loops and helper runs are summed up, those inside others first, and every summary
    /// says what it leaves out and what holds after it.
    /// - Parameter returned: what the source's `f` returned.
    /// - Returns: the text, and whether it leaves nothing out; nil where the notes are not complete, or not those of this function.
    public func solution(of returned: Literal, from source: Source, answer: SequentialAnswer) -> (text: String, isInFull: Bool)? {
        guard let parts = returned.elements, parts.count == 3, let literals = parts[1].elements, parts[2] == .boolean(true) else {
            return nil
        }
        let notes = literals.compactMap(TraceNote.init)
        guard notes.count == literals.count, let trace = Trace(notes, of: outline, extent: source.extent) else { return nil }
        let ending = "Output: \(answer.output.json)\nStatistics: \(answer.statistics.json)"
        for (level, detail) in SolutionWriter.Detail.levels.enumerated() {
            let body = SolutionWriter.lines(of: trace, detail: detail).joined(separator: "\n")
            if body.utf8.count <= limit { return (body + "\n\n" + ending, level == 0 && source.extent == .all) }
        }
        return (bareText(answer: answer), false)
    }

    /// What is said where a run cannot be told step by step.
    func bareText(answer: SequentialAnswer) -> String {
        let ending = "Output: \(answer.output.json)\nStatistics: \(answer.statistics.json)"
        return
            "The steps \(outline.steps.first?.label ?? "1") to \(outline.steps.last?.label ?? "1") are carried out in order; too much happens in them to "
            + "write all of it down here, and at their end the result stands.\n\n" + ending
    }
}
