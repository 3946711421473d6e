import Datasets
import Foundation
import SequentialExecution

/// Writes results in order and counts them.
final class SynthesisOutput {
    private let options: SynthesisOptions
    private let files: SynthesisFiles
    private let rows: FileAppender
    private let warmup: FileAppender?
    private let rejected: FileAppender?
    private var summary: SynthesisSummary
    private var duplicates: NearDuplicates
    private var admission: GeneratedAdmission

    init(_ files: SynthesisFiles, options: SynthesisOptions, keeping: Bool) throws {
        self.files = files
        self.options = options
        rows = try FileAppender(path: files.instructions, keeping: keeping)
        warmup = try files.warmup.map { try FileAppender(path: $0, keeping: keeping) }
        rejected = try files.rejected.map { try FileAppender(path: $0, keeping: keeping) }
        summary = SynthesisSummary(histogram: ComplexityHistogram(range: options.histogram, count: options.histogramBins))
        duplicates = NearDuplicates(threshold: options.nearDuplicates)
        admission = GeneratedAdmission(options)
    }

    /// Writes a function or the reason why there is none.
    func take(_ result: FunctionResult) throws {
        var result = result
        if result.rejection == nil, let twin = result.fingerprint.flatMap({ duplicates.twin(of: result.taskID, $0) }) {
            result.rejection = "nearly the same as \(twin)"
        }
        if let reason = result.rejection { return try reject(result, reason) }
        try write(result)
    }

    /// Writes a generated function; false where it is one that is there already and another one is needed.
    func takeGenerated(_ result: FunctionResult) throws -> Bool {
        guard result.rejection == nil else {
            summary.missing += 1
            try reject(result, result.rejection ?? "")
            return true
        }
        guard admission.admits(result.taskID, result.fingerprint) else { return false }
        try write(result)
        return true
    }

    private func write(_ result: FunctionResult) throws {
        try rows.write(result.rows.joined())
        try warmup?.write(result.warmup.joined())
        var lines = ""
        for (number, reason) in result.rejectedCases {
            summary.rejectedCases[SynthesisSummary.sort(of: reason), default: 0] += 1
            lines += line(result.taskID, number, reason)
        }
        try rejected?.write(lines)
        summary.histogram.add(score: result.score, instructions: result.rows.count)
        summary.solutions += result.solutions
        summary.bareSolutions += result.bareSolutions
    }

    private func reject(_ result: FunctionResult, _ reason: String) throws {
        summary.rejectedFunctions[SynthesisSummary.sort(of: reason), default: 0] += 1
        try rejected?.write(line(result.taskID, nil, reason))
    }

    private func line(_ task: String, _ number: Int?, _ reason: String) -> String {
        let place = number.map { [Literal.Entry("test_case_id", .integer($0))] } ?? []
        return Literal.dictionary([.init("task_id", .string(task))] + place + [.init("reason", .string(reason))]).json + "\n"
    }

    /// Writes the histogram and gives the summary.
    func finish() throws -> SynthesisSummary {
        if let path = files.histogram { try FileAppender(path: path).write(summary.histogram.json.json + "\n") }
        return summary
    }
}

/// Which generated functions are new.
struct GeneratedAdmission {
    private var names: Set<String> = []
    private var duplicates: NearDuplicates

    init(_ options: SynthesisOptions) {
        duplicates = NearDuplicates(threshold: options.nearDuplicates)
    }

    /// Whether a function is neither there already nor nearly the same as one that is; if so, it is from now on.
    mutating func admits(_ name: String, _ fingerprint: FunctionFingerprint?) -> Bool {
        guard names.insert(name).inserted else { return false }
        return fingerprint.flatMap { duplicates.twin(of: name, $0) } == nil
    }
}

/// The functions that an earlier run has dealt with.
struct FinishedFunctions {
    private(set) var names: Set<String> = []

    init(_ files: SynthesisFiles) throws {
        for path in [files.instructions, files.rejected].compactMap({ $0 }) where FileManager.default.fileExists(atPath: path) {
            let reader = try JSONLinesReader(path: path)
            while let line = try reader.next() {
                if let task = Literal(json: line.bytes)?["task_id"]?.stringValue { names.insert(task) }
            }
        }
    }
}
