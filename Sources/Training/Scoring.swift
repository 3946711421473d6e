import Foundation
import Rollouts
import Synchronization

extension [RolloutGroup] {
    /// Every rollout with its prompt's verdict. Groups are shared among the machine's cores; the result does not depend on how.
    func scored() -> [RolloutGroup] {
        let results = Mutex([RolloutGroup?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let group = self[index].scored()
            results.withLock { $0[index] = group }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
