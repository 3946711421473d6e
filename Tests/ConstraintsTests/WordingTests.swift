import Constraints
import Testing

/// How constraints are put into words.
struct WordingTests {
    private func sentences(_ id: String, _ arguments: [(name: String, value: PythonValue)]) throws -> [String] {
        let definition = try ConstraintRegistry.definition(id, in: .iftrain)
        return definition.wordings.indices.map {
            definition.sentence(wording: $0, arguments: ConstraintArguments(id: id, entries: arguments))
        }
    }

    @Test func nothingInsideAnArgumentIsTakenForAPlace() throws {
        let request = "Explain what {N} and {prompt_to_repeat} stand for."
        for sentence in try sentences("copy:copying_multiple", [("prompt_to_repeat", .string(request)), ("N", .int(3))]) {
            #expect(sentence.contains(request), "\(sentence)")
            #expect(sentence.contains("3"))
        }
    }

    @Test func oneIsSingular() throws {
        let words = try sentences("length_constraints:number_words", [("num_words", .int(1)), ("relation", .string("at least"))])
        #expect(words[0] == "Write at least 1 word.")
        let bullets = try sentences("detectable_format:number_bullet_lists", [("num_bullets", .double(1))])
        #expect(bullets[0].hasPrefix("Give exactly 1 bullet point in markdown"))
        #expect(bullets[1].hasPrefix("Your reply must contain 1 bullet, no more"))
        let several = try sentences("detectable_format:number_bullet_lists", [("num_bullets", .int(11))])
        #expect(several[0].hasPrefix("Give exactly 11 bullet points in markdown"))
        let quoted = try sentences("keywords:word_once", [("keyword", .string("1"))])
        #expect(quoted[0] == "Use the word \"1\" exactly once.")
    }

    /// A single paragraph has nothing between it and the next.
    @Test func dividedTextsHaveTwoPartsOrMore() {
        let ids = [
            ("length_constraints:number_paragraphs", "num_paragraphs"), ("length_constraints:nth_paragraph_first_word", "num_paragraphs"),
            ("detectable_format:multiple_sections", "num_sections"),
        ]
        for (id, argument) in ids {
            var composer = ConstraintComposer(seed: 4, count: 1...1, ids: [id], resources: .none)
            let counts = (0..<200).compactMap { _ in composer.compose(request: "Tell a tale.")?.constraints[0].arguments[argument]?.number }
            #expect(counts.count == 200 && counts.allSatisfy { $0 >= 2 }, "\(id)")
        }
    }

    @Test func everyPlainWordIsThereOnce() {
        #expect(Set(ArgumentDraw.plainWords).count == ArgumentDraw.plainWords.count)
    }

    @Test func contradictionsInWordsConflict() {
        #expect(ConstraintConflicts.conflict("change_case:english_lowercase", "detectable_content:postscript"))
        #expect(ConstraintConflicts.conflict("punctuation:punctuation_exclamation", "startend:end_checker"))
    }

    @Test func requirementsOfFaultyConstraintsAreEmpty() {
        let constraint = Constraint.reading(suite: .ifeval, id: "keyword:existence", arguments: .none)
        #expect(constraint.requirement.isEmpty)
    }

    @Test func anIdWithoutASuiteIsLookedForInAll() {
        let set = ConstraintSet(suite: nil, ids: ["format:title_cases", "format:title_case"], arguments: [.none, .none])
        #expect(
            set.constraints[0].problem?.description
                == "no constraint 'format:title_cases' in any suite; the closest known id is 'format:title_case'")
        #expect(set.constraints[1].problem == nil && set.constraints[1].suite == .ifbench)
    }

    @Test func onlyWhatMayStandTogetherIsCounted() {
        #expect(ConstraintConflicts.mostTogether(of: ["punctuation:no_comma"], upTo: 6) == 1)
        #expect(ConstraintConflicts.mostTogether(of: ["punctuation:no_comma", "startend:quotation"], upTo: 6) == 2)
        #expect(ConstraintConflicts.mostTogether(of: ["copy:copy", "startend:quotation"], upTo: 6) == 1)
        let all = Set(ConstraintRegistry.definitions(of: .iftrain).map(\.id))
        #expect(ConstraintConflicts.mostTogether(of: all, upTo: 6) == 6)
        var composer = ConstraintComposer(seed: 1, count: 2...3, ids: ["punctuation:no_comma"], resources: .none)
        #expect(composer.compose(request: "Tell a tale.")?.prompt == nil)
    }
}
