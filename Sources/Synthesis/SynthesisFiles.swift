import Foundation
import SequentialExecution

/// The files that a run writes.
public struct SynthesisFiles: Sendable, Equatable {
    /// Instructions, a row each, in LogicIF's published format.
    public var instructions: String
    /// Worked solutions as conversations, `{"messages", "task_id", "test_case_id", "complexity_score"}`.
    public var warmup: String?
    /// Functions and cases that were left out, with the reason.
    public var rejected: String?
    /// How many functions and instructions there are of each complexity.
    public var histogram: String?

    public init(instructions: String, warmup: String? = nil, rejected: String? = nil, histogram: String? = nil) {
        self.instructions = instructions
        self.warmup = warmup
        self.rejected = rejected
        self.histogram = histogram
    }

    /// All four, named after the first: `a.jsonl`, `a.warmup.jsonl`, `a.rejected.jsonl`, `a.histogram.json`.
    public static func beside(_ path: String) -> SynthesisFiles {
        guard path != "-" else { return SynthesisFiles(instructions: path) }
        let stem = path.hasSuffix(".jsonl") ? String(path.dropLast(6)) : path
        return SynthesisFiles(
            instructions: path, warmup: stem + ".warmup.jsonl", rejected: stem + ".rejected.jsonl", histogram: stem + ".histogram.json")
    }
}

/// Text at the end of a file, each piece at once, so that an interrupted run loses nothing.
final class FileAppender {
    private let path: String
    private let handle: FileHandle

    /// - Parameter keeping: goes on at the end of what is there, behind its last whole line.
    init(path: String, keeping: Bool = false) throws {
        self.path = path
        do {
            if path == "-" {
                handle = .standardOutput
            } else {
                let isThere = FileManager.default.fileExists(atPath: path)
                if !keeping || !isThere { try Data().write(to: URL(fileURLWithPath: path)) } else { try Self.mend(path) }
                handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try handle.seekToEnd()
            }
        } catch {
            throw SynthesisError.unwritable(path: path, reason: error.localizedDescription)
        }
    }

    /// Cuts off a line without an end: what a run that was killed while it wrote leaves behind.
    static func mend(_ path: String) throws {
        do {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            let size = try handle.seekToEnd()
            var end = size
            while end > 0 {
                let begin = end > 65536 ? end - 65536 : 0
                try handle.seek(toOffset: begin)
                let block = try handle.read(upToCount: Int(end - begin)) ?? Data()
                if let newline = block.lastIndex(of: 0x0A) {
                    end = begin + UInt64(block.distance(from: block.startIndex, to: newline)) + 1
                    break
                }
                end = begin
            }
            if end < size { try handle.truncate(atOffset: end) }
            try handle.close()
        } catch {
            throw SynthesisError.unwritable(path: path, reason: error.localizedDescription)
        }
    }

    func write(_ text: String) throws {
        guard !text.isEmpty else { return }
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            throw SynthesisError.unwritable(path: path, reason: error.localizedDescription)
        }
    }
}
