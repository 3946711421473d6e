import Dispatch

/// Runs work that computes for long on a thread of its own, so that the few threads of Swift's concurrency stay free for answers.
func offloaded<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
    }
}
