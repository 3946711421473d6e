import Foundation
import Synchronization

/// Shows how far a long job is: a bar on a terminal, a plain line at every tenth in a log.
final class ProgressReport: Sendable {
    private struct State {
        var line = ProgressLine()
        var tenths = 0
    }

    private let noun: String
    private let state = Mutex(State())
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ noun: String) {
        self.noun = noun
    }

    func show(_ done: Int, of total: Int) {
        state.withLock { state in
            if isTerminal {
                state.line.show("\(noun) \(ProgressLine.bar(done, of: total))")
                if done == total { state.line.clear() }
            } else if total > 0, done * 10 / total > state.tenths {
                state.tenths = done * 10 / total
                FileHandle.standardError.write(Data("\(noun) \(done) of \(total)\n".utf8))
            }
        }
    }
}
