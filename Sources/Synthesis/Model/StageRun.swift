import Endpoints
import Foundation
import SequentialExecution
import Synchronization

/// One stage over all functions: what it has not dealt with yet is worked on side by side and written in order, a row at a time.
final class StageRun {
    /// What became of a function.
    enum Outcome: Sendable {
        case kept(Draft)
        case rejected(String, ModelUsage)
        /// The endpoint failed; another run may have more luck.
        case lost(String, ModelUsage)
        /// The run ends, and nothing is said about the function.
        case stopped
    }

    /// Losses in a row after which the endpoint counts as gone.
    static let mostLosses = 20

    private let stage: Stage
    private let work: StageWork
    private let halt: Halt
    private let file: StageFile
    private let rejections: RejectionFile
    private var twins: NearDuplicates?
    private var losses = 0
    private var isStopped = false

    init(_ stage: Stage, _ work: StageWork, halt: Halt, file: StageFile, rejections: RejectionFile) {
        (self.stage, self.work, self.halt, self.file, self.rejections) = (stage, work, halt, file, rejections)
        twins = stage == .functions ? NearDuplicates(threshold: work.options.nearDuplicates) : nil
    }

    /// The functions that the stage keeps, in the order given.
    func run(_ drafts: [Draft], workers: Int, progress: ((Int, Int) -> Void)?) async throws -> [Draft] {
        // Those that an earlier run kept are the first that another one may be nearly the same as.
        for kept in drafts.compactMap({ file.kept[$0.taskID] }) { _ = twin(of: kept) }
        let left = drafts.filter { file.kept[$0.taskID] == nil && !rejections.holds($0.taskID, stage) }
        let pieces = OrderedWork(workers: workers) { [stage, work, halt] index, _ in
            try await Self.outcome(of: left[index], stage, work, halt)
        }
        try await pieces.run(left.count) { index, outcome in
            try take(outcome, of: left[index].taskID)
            progress?(index + 1, left.count)
            return true
        }
        return drafts.compactMap { file.kept[$0.taskID] }
    }

    private func take(_ outcome: Outcome, of task: String) throws {
        // Rows stay in order: what was done behind the place where the run ended is in the cache and soon done again.
        guard !isStopped else { return }
        switch outcome {
        case .kept(let draft):
            losses = 0
            try keep(draft)
        case .rejected(let reason, let usage):
            losses = 0
            try reject(task, reason, usage)
        case .lost(let reason, let usage):
            losses += 1
            try reject(task, reason, usage, isPassing: true)
            if losses == Self.mostLosses { halt.set("\(losses) functions in a row were lost to the endpoint: \(reason)") }
        case .stopped: isStopped = true
        }
    }

    private func keep(_ draft: Draft) throws {
        if let twin = twin(of: draft) { return try reject(draft.taskID, "nearly the same as an earlier one: \(twin)", draft.usage) }
        if stage == .filtered {
            for (number, reason) in try work.instructions(of: draft).rejected {
                try rejections.add(.init(taskID: draft.taskID, stage: stage, testCaseID: number, reason: reason))
            }
        }
        try file.add(draft)
    }

    private func twin(of draft: Draft) -> String? { twins?.twin(of: draft.taskID, FunctionFingerprint(of: draft.source)) }

    private func reject(_ task: String, _ reason: String, _ usage: ModelUsage, isPassing: Bool = false) throws {
        try rejections.add(.init(taskID: task, stage: stage, reason: reason, usage: usage, isPassing: isPassing))
    }

    private static func outcome(of draft: Draft, _ stage: Stage, _ work: StageWork, _ halt: Halt) async throws -> Outcome {
        guard halt.reason == nil else { return .stopped }
        var draft = draft
        do {
            try await work.perform(stage, &draft)
            return .kept(draft)
        } catch let rejection as InstructionPipeline.Rejection {
            return .rejected(rejection.reason, draft.usage)
        } catch let error as EndpointError {
            if error.concernsAll {
                halt.set(error.localizedDescription)
                return .stopped
            }
            // No verdict on the function, also where this very request is refused: another day or another model may take it.
            return .lost("the endpoint failed: \(error.localizedDescription)", draft.usage)
        }
    }
}

/// Why a run has to end before it is done, once there is a reason.
final class Halt: Sendable {
    private let first = Mutex<String?>(nil)
    private let isInterrupted: @Sendable () -> Bool

    init(isInterrupted: @escaping @Sendable () -> Bool) { self.isInterrupted = isInterrupted }

    var reason: String? { first.withLock { $0 } ?? (isInterrupted() ? "interrupted" : nil) }

    func set(_ reason: String) { first.withLock { $0 = $0 ?? reason } }
}
