import Rollouts

extension InstructionPipeline {
    /// Gives as many rows as wanted a worked solution, from runs that take notes.
    func solve(_ made: inout Made, _ told: Told) throws {
        let count = min(options.solutions, made.rows.count)
        guard count > 0 else { return }
        // Spread over the rows, since the first cases are often the simplest.
        let chosen = (0..<count).map { $0 * made.rows.count / count }
        let writer = WorkedSolution(outline: told.outline, limit: options.solutionLimit)
        var left = try solve(&made, chosen, writer, writer.source)
        if !left.isEmpty { left = try solve(&made, left, writer, writer.shortSource) }
        for index in left {
            made.rows[index].solution = writer.bareText(answer: made.rows[index].answer)
            made.bareSolutions += 1
            made.abridged.insert(made.rows[index].testCaseID)
        }
    }

    /// The rows that got none.
    private func solve(_ made: inout Made, _ chosen: [Int], _ writer: WorkedSolution, _ source: WorkedSolution.Source) throws -> [Int] {
        let results = try execute(source.text, chosen.map { made.rows[$0].input })
        var left: [Int] = []
        for (index, result) in zip(chosen, results) {
            let answer = made.rows[index].answer
            guard case .value(let returned) = result, Self.agrees(returned, answer),
                let solution = writer.solution(of: returned, from: source, answer: answer),
                SequentialVerifier(answer: answer).reward(for: solution.text).value == 1
            else {
                left.append(index)
                continue
            }
            made.rows[index].solution = solution.text
            if !solution.isInFull { made.abridged.insert(made.rows[index].testCaseID) }
        }
        return left
    }

    /// Whether the run that took notes came to the same answer.
    private static func agrees(_ returned: Literal, _ answer: SequentialAnswer) -> Bool {
        guard let result = returned.elements?.first?.elements, result.count == 2 else { return false }
        return result[0].equalsByValue(answer.output) && result[1].equalsByValue(answer.statistics)
    }
}
