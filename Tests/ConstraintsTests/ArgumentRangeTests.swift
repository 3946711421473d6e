import Constraints
import Datasets
import TestSupport
import Testing

/// Composed arguments go beyond IFEval's on both sides, so that the benchmark tests values that training surrounds.
struct ArgumentRangeTests {
    /// The least and the greatest value in IFEval's 541 prompts; of a list its length.
    private static let benchmark: [(id: String, argument: String, values: ClosedRange<Int>)] = [
        ("change_case:capital_word_frequency", "capital_frequency", 1...20),
        ("detectable_content:number_placeholders", "num_placeholders", 1...20),
        ("detectable_format:multiple_sections", "num_sections", 2...7),
        ("detectable_format:number_bullet_lists", "num_bullets", 1...10),
        ("detectable_format:number_highlighted_sections", "num_highlights", 1...15),
        ("keywords:existence", "keywords", 1...6),
        ("keywords:forbidden_words", "forbidden_words", 1...12),
        ("keywords:frequency", "frequency", 1...10),
        ("keywords:letter_frequency", "let_frequency", 1...60),
        ("length_constraints:nth_paragraph_first_word", "num_paragraphs", 2...7),
        ("length_constraints:nth_paragraph_first_word", "nth_paragraph", 1...7),
        ("length_constraints:number_paragraphs", "num_paragraphs", 2...6),
        ("length_constraints:number_sentences", "num_sentences", 1...100),
        ("length_constraints:number_words", "num_words", 20...1200),
    ]

    @Test(.enabled(if: SharedFiles.path("data/ifeval_input_data.jsonl") != nil)) func theConstantsAreTheBenchmarks() throws {
        let path = try #require(SharedFiles.path("data/ifeval_input_data.jsonl"))
        var seen: [String: [Int]] = [:]
        try ConstraintRows.forEachRow(of: path) { row in
            for (id, arguments) in zip(row["instruction_id_list"]?.list ?? [], row["kwargs"]?.list ?? []) {
                guard case .dictionary(let entries) = arguments, let id = id.string else { continue }
                for entry in entries {
                    guard let name = entry.key.string, let size = Self.size(entry.value) else { continue }
                    seen["\(id) \(name)", default: []].append(size)
                }
            }
        }
        let found = seen.compactMapValues { values in values.min().flatMap { least in values.max().map { least...$0 } } }
        #expect(found == Dictionary(uniqueKeysWithValues: Self.benchmark.map { ("\($0.id) \($0.argument)", $0.values) }))
    }

    @Test(arguments: benchmark.indices)
    func composedValuesGoBeyondTheBenchmarks(index: Int) throws {
        let (id, argument, values) = Self.benchmark[index]
        var composer = ConstraintComposer(seed: 3, count: 1...1, ids: [id], resources: OracleTests.resources)
        var (least, greatest) = (Int.max, Int.min)
        for _ in 0..<4000 where least > values.lowerBound || greatest <= values.upperBound {
            let composition = composer.compose(request: "Describe a day at the sea.")
            let size = try #require(composition?.constraints.first?.arguments[argument].flatMap(Self.size))
            (least, greatest) = (min(least, size), max(greatest, size))
        }
        #expect(least <= values.lowerBound && greatest > values.upperBound, "\(id) \(argument): \(least) to \(greatest)")
    }

    private static func size(_ value: PythonValue) -> Int? { value.list?.count ?? value.number.flatMap { Int(exactly: $0) } }
}
