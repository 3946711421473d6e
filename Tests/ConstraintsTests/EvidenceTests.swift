import Constraints
import Testing

/// What verdicts say was found: enough to see why.
struct EvidenceTests {
    private func found(
        _ suite: ConstraintSuite, _ id: String, _ text: String, _ arguments: [(name: String, value: PythonValue)] = []
    ) throws -> String {
        let constraint = try Constraint(suite: suite, id: id, arguments: ConstraintArguments(id: id, entries: arguments))
        let verdict = constraint.verdict(on: text, resources: .none)
        #expect(!verdict.followed)
        return verdict.finding.description
    }

    @Test func repliesThatAreTheSameAreSaidToBe() throws {
        #expect(try found(.ifeval, "combination:two_responses", "Yes.\n******\nYes.") == "2 replies with the same text")
    }

    @Test(arguments: [
        ("14, 21, 29, 35, 42, 49", "number 3 is \"29\" instead of \"28\""), ("14, 21, 28, 35, 42", "number 6 is missing: \"49\""),
        ("14, 21, 28, 35, 42, 49, 56", "number 7 is one too many: \"56\""),
    ]) func theFirstWrongNumberIsNamed(text: String, wanted: String) throws {
        #expect(try found(.ifbench, "custom:multiples", text) == wanted)
    }

    @Test func theFirstWrongCapitalIsNamed() throws {
        #expect(
            try found(.ifbench, "custom:european_capitals_sort", "Reykjavik, Oslo") == "name 2 is \"Oslo\" instead of \"Helsinki\"")
    }

    @Test func theRecordOfAnotherWidthIsNamed() throws {
        let rows = (1...6).map { "\($0),France,Paris,2000,3" } + ["7,France,Paris,2000"]
        let table = (["ID,Country,City,Year,Count"] + rows).joined(separator: "\n")
        #expect(try found(.ifbench, "custom:csv_city", table) == "record of 4 fields instead of 5, the first at place 8")
        let other = table.split(separator: "\n").map { $0 == "ID,Country,City,Year,Count" ? "ID,Country,Town,Year,Count" : $0 }
        #expect(
            try found(.ifbench, "custom:csv_city", other.joined(separator: "\n")) == "column 3 is \"Town\" instead of \"City\"")
    }

    @Test func theDepthOfBracketsIsTheWholeTexts() throws {
        #expect(
            try found(.ifbench, "format:parentheses", "((((( ]")
                == "5 levels of brackets opened at most, none of that depth closed by its own kind")
        #expect(try found(.ifbench, "format:parentheses", "((( ] (") == "3 levels of brackets opened at most")
    }

    @Test func quotationsThatStayOpenAreCountedApart() throws {
        #expect(
            try found(.ifbench, "format:quotes", "\"a 'b \"c 'd \"e 'f") == "6, 0 levels of quotations opened, and closed again")
    }

    @Test func copiesSayWhereTheyPart() throws {
        let prompt: [(name: String, value: PythonValue)] = [("prompt_to_repeat", .string("Tell a tale."))]
        #expect(
            try found(.iftrain, "copy:copy", "Tell a joke.", prompt)
                == "the text from character 8 is \"joke.\" instead of \"tale.\"")
        #expect(try found(.iftrain, "copy:copy", "Tell a tale", prompt) == "the text from character 12 is missing: \".\"")
        #expect(
            try found(.iftrain, "copy:copying_multiple", "Tell a tale.\n******\nTell it.", prompt + [("N", .int(2))])
                == "copy 2: the text from character 6 is \"it.\" instead of \"a tale.\"")
    }

    @Test func marksAndEndsAreShown() throws {
        #expect(
            try found(.ifeval, "punctuation:no_comma", "One two, three")
                == "the mark occurs, first at character 8, in \"One two, three\"")
        #expect(
            try found(.ifeval, "startend:end_checker", "It is so. Bye.", [("end_phrase", .string("That is all."))])
                == "the reply ends in \"it is so. bye.\"")
        #expect(
            try found(.ifeval, "change_case:english_lowercase", "all small but One")
                == "a letter of the other case at character 15, in \"all small but One\"")
    }
}
