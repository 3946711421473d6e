import SequentialExecution
import Testing

struct ComplexityHistogramTests {
    @Test func countsByInterval() {
        var histogram = ComplexityHistogram(range: 0...20, count: 2)
        for score in [0, 9.99, 10, 25, -3] { histogram.add(score: score, instructions: 2) }
        #expect(histogram.bins.map(\.functions) == [3, 2])
        #expect(histogram.instructions == 10)
        #expect(
            histogram.json.json
                == "{\"bins\": [{\"from\": 0.0, \"to\": 10.0, \"functions\": 3, \"instructions\": 6}, "
                + "{\"from\": 10.0, \"to\": 20.0, \"functions\": 2, \"instructions\": 4}], \"functions\": 5, \"instructions\": 10}")
    }

    @Test func likenessIgnoresNames() {
        let first = FunctionFingerprint(of: "def f(a, b):\n    return a + b * 2")
        #expect(first.likeness(to: FunctionFingerprint(of: "def g(x, y):\n    return x + y * 2")) == 1)
        #expect(first.likeness(to: FunctionFingerprint(of: "def g(x, y):\n    while x:\n        y -= 1\n    return {y: x}")) < 0.4)
        var seen = NearDuplicates(threshold: 0.9)
        #expect(seen.twin(of: "first", first) == nil)
        #expect(seen.twin(of: "second", first) == "first")
    }
}
