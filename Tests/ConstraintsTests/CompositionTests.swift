import Constraints
import Testing

struct CompositionTests {
    @Test func everyCompositionCanBeFollowed() {
        var composer = ConstraintComposer(seed: 11)
        var sizes: [Int: Int] = [:]
        for index in 0..<400 {
            guard let composition = composer.compose(request: "Describe a day at the sea, please.") else {
                Issue.record("nothing composed")
                continue
            }
            sizes[composition.constraints.count, default: 0] += 1
            // A language needs a sample text, which the satisfier has for some languages only.
            if composition.constraints.contains(where: { $0.id == "language:response_language" }) { continue }
            var satisfier = ConstraintSatisfier(topic: "sea", seed: UInt64(index), resources: OracleTests.resources, attempts: 200)
            let ids = composition.constraints.map { "\($0.id) \($0.arguments.value.json)" }
            #expect(satisfier.reply(to: composition.constraints) != nil, "\(ids)")
        }
        #expect((1...4).allSatisfy { (sizes[$0] ?? 0) > 0 })
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
            #expect(trial.isConsistent, "\(trial.id) \(trial.arguments.value.json) \(trial.text.debugDescription)")
        }
    }

    @Test func contaminatedRequestsAreFound() {
        var decontaminator = Decontaminator(length: 4)
        decontaminator.exclude("Write a poem about two cats and a dog.")
        decontaminator.exclude("Hello there")
        #expect(decontaminator.isContaminated("please WRITE a poem, about nothing"))
        #expect(!decontaminator.isContaminated("write a song about two cats"))
        #expect(decontaminator.isContaminated("hello, there!"))
    }
}
