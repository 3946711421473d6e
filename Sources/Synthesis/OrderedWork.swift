/// Does numbered pieces of work side by side and hands their results on in order, never holding many of them.
struct OrderedWork<Result: Sendable>: Sendable {
    let workers: Int
    /// Does piece `index`; `attempt` counts how often its result was turned down.
    let work: @Sendable (_ index: Int, _ attempt: Int) async throws -> Result

    init(workers: Int, work: @escaping @Sendable (Int, Int) async throws -> Result) {
        self.workers = max(workers, 1)
        self.work = work
    }

    /// - Parameter take: is given the results in order, and says whether it takes one; otherwise the piece is done again.
    func run(_ count: Int, take: (_ index: Int, _ result: Result) async throws -> Bool) async throws {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var started = 0
            var wanted = 0
            var waiting: [Int: Result] = [:]
            while wanted < count {
                // A few more than there are workers, so that none waits for the one whose turn it is.
                while started < count, started < wanted + 4 * workers {
                    let index = started
                    group.addTask { (index, try await work(index, 0)) }
                    started += 1
                }
                guard let result = waiting.removeValue(forKey: wanted) else {
                    guard let (index, result) = try await group.next() else { return }
                    waiting[index] = result
                    continue
                }
                if try await !take(wanted, result) {
                    var attempt = 1
                    while try await !take(wanted, work(wanted, attempt)) { attempt += 1 }
                }
                wanted += 1
            }
        }
    }
}
