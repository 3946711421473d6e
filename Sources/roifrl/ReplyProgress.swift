import Synchronization

/// Counts replies, from any thread, and shows how many there are.
final class ReplyProgress: Sendable {
    private let total: Int
    private let done = Atomic<Int>(0)
    private let report = ProgressReport("reply")

    init(_ total: Int) {
        self.total = total
    }

    func advance() {
        report.show(done.add(1, ordering: .relaxed).newValue, of: total)
    }
}
