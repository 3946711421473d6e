import Learning
import Policy
import Testing

@Suite struct BatchPackerTests {
    static func group(prompt: [Int], _ completions: [[Int]]) -> TrainingGroup {
        TrainingGroup(promptTokens: prompt, completions: completions.map { TrainingCompletion(tokens: $0, advantage: 0) })
    }

    static let example = group(prompt: [1, 2], [[3, 4], [5, 6, 7], [8]])

    @Test func sharedPromptIsLaidOnce() throws {
        let batch = try #require(BatchPacker(tokenBudget: 100).pack([Self.example]).first)
        #expect(batch.tokens == [1, 2, 3, 5, 6])
        #expect(batch.positions == [0, 1, 2, 2, 3])
        #expect(
            batch.segments == [
                .init(start: 0, length: 2), .init(start: 2, length: 1, parent: 0), .init(start: 3, length: 2, parent: 0),
            ])
        #expect(batch.rows == [1, 2, 1, 3, 4, 1])
        #expect(batch.targets == [3, 4, 5, 6, 7, 8])
        #expect(batch.placements.map(\.rows) == [0..<2, 2..<5, 5..<6])
    }

    @Test func withoutSharingEachSequenceStandsAlone() throws {
        let batch = try #require(BatchPacker(tokenBudget: 100, sharedPrefix: false).pack([Self.example]).first)
        #expect(batch.tokens == [1, 2, 3, 1, 2, 5, 6, 1, 2])
        #expect(batch.positions == [0, 1, 2, 0, 1, 2, 3, 0, 1])
        #expect(batch.segments == [.init(start: 0, length: 3), .init(start: 3, length: 4), .init(start: 7, length: 2)])
        #expect(batch.rows == [1, 2, 4, 5, 6, 8])
        #expect(batch.targets == [3, 4, 5, 6, 7, 8])
    }

    @Test func groupsLargerThanTheBudgetAreCutAndTheirPromptRepeated() {
        let batches = BatchPacker(tokenBudget: 4).pack([Self.example])
        #expect(batches.map(\.tokens) == [[1, 2, 5, 6], [1, 2, 3]])
        #expect(batches.map(\.targets) == [[5, 6, 7, 8], [3, 4]])
        let longer = BatchPacker(tokenBudget: 1).pack([Self.example])
        #expect(longer.map(\.tokens) == [[1, 2, 5, 6], [1, 2, 3], [1, 2]])
    }

    /// Whatever the budget, each completion token is predicted by the token before it, sees its whole prompt, and occurs once.
    @Test(arguments: [true, false], [1, 7, 16, 33, 1000])
    func everyTokenIsPredictedOnceByItsPredecessor(shared: Bool, budget: Int) {
        let groups = (0..<7).map { index in
            Self.group(
                prompt: (0...index % 4).map { 100 * index + $0 },
                (0..<index % 5 + 1).map { completion in
                    (0..<(index * 3 + completion * 5) % 8).map { 100 * index + 10 * completion + $0 + 20 }
                })
        }
        let batches = BatchPacker(tokenBudget: budget, sharedPrefix: shared).pack(groups)
        #expect(batches == BatchPacker(tokenBudget: budget, sharedPrefix: shared).pack(groups))
        var seen: [[Int]] = []
        for batch in batches {
            #expect(batch.tokens.count <= budget || batch.placements.count == 1)
            #expect(batch.segments.reduce(0) { $0 + $1.length } == batch.tokens.count)
            for placement in batch.placements {
                let group = groups[placement.group]
                let tokens = group.completions[placement.completion].tokens
                seen.append([placement.group, placement.completion])
                #expect(Array(batch.targets[placement.rows]) == tokens)
                let inputs = [group.promptTokens[group.promptTokens.count - 1]] + tokens.dropLast()
                #expect(placement.rows.map { batch.tokens[batch.rows[$0]] } == inputs)
                #expect(
                    placement.rows.map { batch.positions[batch.rows[$0]] }
                        == tokens.indices.map { group.promptTokens.count - 1 + $0 })
            }
            for segment in batch.segments {
                guard let parent = segment.parent else { continue }
                #expect(batch.segments[parent].parent == nil)
                #expect(batch.positions[segment.start] == batch.segments[parent].length)
            }
        }
        let expected = groups.indices.flatMap { index in
            groups[index].completions.indices.filter { !groups[index].completions[$0].tokens.isEmpty }.map { [index, $0] }
        }
        #expect(seen.sorted { $0.lexicographicallyPrecedes($1) } == expected)
    }
}
