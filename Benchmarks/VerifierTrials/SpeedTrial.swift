import ArgumentParser
import Constraints
import Datasets
import Foundation

/// Bare checks per second of processor time, by suite, with the constraints built beforehand as a reference would have them.
struct SpeedTrial: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speed", abstract: "Verdicts per second, by suite; growth with length; scaling over threads.",
        discussion: "Prints one JSON object a line. Benchmarks/verifiers.py turns them into ratios.")

    @Option(help: "The cases, JSONL rows of suite, id, kwargs and response.")
    var cases: String
    @Option(help: "Further folders with language data.")
    var data: [String] = []
    @Option(help: "How often every case is judged.")
    var passes = 5
    @Option(help: "Also the whole mix on this many threads at once.")
    var threads = 0
    @Flag(help: "Also the microseconds of each constraint.")
    var byConstraint = false
    @Flag(help: "Also how the time grows from 500 words to 2,000 and 8,000.")
    var byLength = false

    func validate() throws {
        if passes < 1 { throw ValidationError("--passes: found \(passes), expected 1 or more") }
        if threads < 0 { throw ValidationError("--threads: found \(threads), expected 0 or more") }
    }

    func run() throws {
        let resources = TextResources.find(folders: data)
        let cases = try RecordedCase.read(self.cases)
        _ = seconds(cases, resources)
        for suite in ConstraintSuite.allCases {
            let members = cases.filter { $0.suite == suite }
            guard !members.isEmpty else { continue }
            let plain = members.filter { !$0.isDetectedOrTagged }
            print(
                Self.object([
                    ("suite", .string(suite.rawValue)), ("cases", .int(members.count)),
                    ("seconds", .list(passes(members, resources).map { .double($0) })),
                    ("plain_cases", .int(plain.count)), ("plain_seconds", .list(passes(plain, resources).map { .double($0) })),
                ]))
        }
        if byConstraint { printConstraints(cases, resources) }
        if byLength { printLengths(cases, resources) }
        if threads > 0 { printThreads(cases, resources) }
    }

    private static func object(_ entries: [(String, PythonValue)]) -> String {
        PythonValue.dictionary(entries.map { .init(key: .string($0.0), value: $0.1) }).json
    }

    private func passes(_ cases: [RecordedCase], _ resources: TextResources) -> [Double] {
        (0..<passes).map { _ in seconds(cases, resources) }
    }

    /// Processor time of this thread for one pass.
    private func seconds(_ cases: [RecordedCase], _ resources: TextResources) -> Double {
        let start = ProcessorTime.thread
        for trial in cases { _ = trial.constraint.verdict(on: trial.response, resources: resources) }
        return ProcessorTime.thread - start
    }

    private func printConstraints(_ cases: [RecordedCase], _ resources: TextResources) {
        let groups = Dictionary(grouping: cases) { "\($0.suite) \($0.constraint.id)" }
        let rows = groups.map { name, members -> (String, Int, Double) in
            let best = (0..<max(passes, 3)).map { _ in seconds(members, resources) }.min() ?? 0
            return (name, members.count, best * 1e6 / Double(members.count))
        }
        for (name, count, time) in rows.sorted(by: { $0.2 * Double($0.1) > $1.2 * Double($1.1) }) {
            print(Self.object([("constraint", .string(name)), ("cases", .int(count)), ("microseconds", .double(time))]))
        }
    }

    /// The time on texts of `words` words by how it grows over that on 500 words: 4 and 16 where it is linear.
    private func printLengths(_ cases: [RecordedCase], _ resources: TextResources) {
        let groups = Dictionary(grouping: cases) { "\($0.suite) \($0.constraint.id)" }
        for (name, members) in groups.sorted(by: { $0.key < $1.key }) {
            guard let first = members.first(where: { $0.strict == true }) ?? members.first else { continue }
            let times = [500, 2000, 8000].map { words in
                let text = Self.text(words: words, from: members.map(\.response))
                let trial = RecordedCase(suite: first.suite, constraint: first.constraint, response: text)
                let repeated = Array(repeating: trial, count: max(1, 16000 / words))
                return (0..<5).map { _ in seconds(repeated, resources) / Double(repeated.count) }.min() ?? 0
            }
            print(
                Self.object([
                    ("constraint", .string(name)), ("microseconds_2000_words", .double(times[1] * 1e6)),
                    ("growth", .list([.double(times[1] / times[0]), .double(times[2] / times[0])])),
                ]))
        }
    }

    /// The replies one after the other, again and again, up to a number of words.
    private static func text(words wanted: Int, from replies: [String]) -> String {
        let words = replies.joined(separator: " ").split(separator: " ")
        guard !words.isEmpty else { return String(repeating: "word ", count: wanted) }
        return (0..<wanted).map { String(words[$0 % words.count]) }.joined(separator: " ")
    }

    private func printThreads(_ cases: [RecordedCase], _ resources: TextResources) {
        let clock = ContinuousClock()
        func wall(_ count: Int) -> Double {
            let duration = clock.measure {
                DispatchQueue.concurrentPerform(iterations: count) { _ in
                    for _ in 0..<passes { _ = seconds(cases, resources) }
                }
            }
            return duration / .seconds(1)
        }
        let (one, many) = (wall(1), wall(threads))
        print(
            Self.object([
                ("threads", .int(threads)), ("verdicts_per_second", .double(Double(cases.count * passes * threads) / many)),
                ("speedup", .double(Double(threads) * one / many)),
            ]))
    }
}
