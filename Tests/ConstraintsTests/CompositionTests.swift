import Constraints
import TestSupport
import Testing

struct CompositionTests {
    /// Composes and checks that each reply follows each constraint; gives how often each number of constraints and which ids occurred.
    private func composed(_ composer: ConstraintComposer, _ count: Int) -> (sizes: [Int: Int], ids: Set<String>) {
        var composer = composer
        var sizes: [Int: Int] = [:]
        var ids: Set<String> = []
        for index in 0..<count {
            guard let composition = composer.compose(request: "Describe a day at the sea, please.") else {
                Issue.record("nothing composed, request \(index)")
                continue
            }
            sizes[composition.constraints.count, default: 0] += 1
            ids.formUnion(composition.constraints.map(\.id))
            let truth = GroundTruth(ConstraintSet(composition.constraints))
            let (value, verdicts, _) = truth.score(composition.reply, resources: OracleTests.resources)
            let failed = zip(composition.constraints, verdicts).filter { !$0.1.followed }.map { "\($0.0.id) \($0.0.arguments.value.json)" }
            #expect(value == 1 && failed.isEmpty, "\(failed)")
        }
        return (sizes, ids)
    }

    @Test func everyCompositionIsFollowedByItsReply() {
        let (sizes, _) = composed(ConstraintComposer(seed: 11, resources: OracleTests.resources), 900)
        #expect((1...6).allSatisfy { (sizes[$0] ?? 0) >= 100 }, "\(sizes)")
    }

    @Test func everyTrainingConstraintIsComposed() {
        let (sizes, ids) = composed(ConstraintComposer(seed: 12, count: 1...1, resources: OracleTests.resources), 600)
        #expect(sizes == [1: 600])
        #expect(ids == Set(ConstraintRegistry.definitions(of: .iftrain).map(\.id)))
    }

    @Test func theSameSeedComposesTheSame() {
        var (first, second) = (
            ConstraintComposer(seed: 5, resources: OracleTests.resources), ConstraintComposer(seed: 5, resources: OracleTests.resources)
        )
        for _ in 0..<20 {
            #expect(first.compose(request: "Tell a story.")?.prompt == second.compose(request: "Tell a story.")?.prompt)
        }
    }

    @Test func everyConstraintHasSeveralWordings() {
        for definition in ConstraintRegistry.all {
            #expect(Set(definition.wordings).count >= (definition.suites.contains(.iftrain) ? 3 : 2), "\(definition.id)")
            for wording in definition.wordings {
                for parameter in definition.parameters where !parameter.isOptional {
                    #expect(wording.contains("{\(parameter.name)}"), "\(definition.id)")
                }
            }
        }
    }

    @Test func conflictsAreSymmetric() {
        let ids = ConstraintRegistry.definitions(of: .iftrain).map(\.id)
        #expect(ids.count == 54)
        for left in ids {
            #expect(ConstraintConflicts.conflict(left, left))
            for right in ids { #expect(ConstraintConflicts.conflict(left, right) == ConstraintConflicts.conflict(right, left)) }
        }
        #expect(!ConstraintConflicts.conflict("punctuation:no_comma", "startend:quotation"))
    }

    @Test func suitesHoldTheirConstraintsAndDrawnArgumentsAreValid() throws {
        #expect(ConstraintSuite.allCases.map { ConstraintRegistry.definitions(of: $0).count } == [25, 54, 58])
        for definition in ConstraintRegistry.all {
            #expect(!definition.wordings.isEmpty)
            #expect(!definition.example(seed: 3).contains("{"), "\(definition.id)")
        }
        var fuzzer = ConstraintFuzzer(seed: 1, resources: OracleTests.resources)
        for _ in 0..<20_000 {
            let trial = fuzzer.trial()
            #expect(trial.contradiction == nil, "\(trial.id) \(trial.arguments.value.json) \(trial.text.debugDescription)")
        }
    }

    @Test func contaminatedRequestsAreFound() {
        var decontaminator = Decontaminator(length: 4)
        decontaminator.exclude("Write a poem about two cats and a dog.")
        decontaminator.exclude("Hello there")
        #expect(decontaminator.isContaminated("please WRITE a poem, about nothing"))
        #expect(!decontaminator.isContaminated("write a song about two cats"))
        #expect(decontaminator.isContaminated("hello, there!"))
        // Too short to be searched inside another prompt; four words are not.
        #expect(!decontaminator.isContaminated("hello there, who are you?"))
        decontaminator.exclude("Cafe\u{301} or tea, sir?")
        #expect(decontaminator.isContaminated("Which is it: CAFÉ OR TEA, Sir, or neither of them"))
    }
}
