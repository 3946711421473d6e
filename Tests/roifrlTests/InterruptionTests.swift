import Foundation
import RunStore
import TestSupport
import Testing

/// A training run is killed, or asked to stop, and goes on as if nothing had happened.
@Suite(.serialized) struct InterruptionTests {
    /// What a run that nobody disturbs arrives at, and how long it takes, in seconds.
    private struct Whole {
        var outcome: [String: Data]
        var seconds: Double
    }

    private static let whole = Result {
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            let start = ContinuousClock.now
            let ended = try run.start().finish()
            try #require(ended.status == 0, "\(ended.complaint)")
            return Whole(outcome: try run.outcome(), seconds: (ContinuousClock.now - start) / .seconds(1))
        }
    }

    /// Numbers from 0 to 1 that are the same in every run of the tests.
    private struct Moments {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }
    }

    @Test(arguments: [1, 2] as [UInt64]) func killedAtRandomMomentsARunEndsTheSame(seed: UInt64) throws {
        let whole = try Self.whole.get()
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            var moments = Moments(seed: seed)
            for _ in 0..<3 {
                let process = try run.start(resume: run.hasBegun)
                usleep(UInt32(moments.next() * 0.8 * whole.seconds * 1e6))
                process.send(SIGKILL)
                let ended = process.finish()
                // It may have been done already.
                #expect(ended.status == 128 + SIGKILL || ended.status == 0, "\(ended.complaint)")
            }
            let last = try run.start(resume: run.hasBegun).finish()
            #expect(last.status == 0, "\(last.complaint)")
            expectSame(try run.outcome(), whole.outcome)
        }
    }

    @Test func killedWhileItSavesARunUsesTheCheckpointBefore() throws {
        let whole = try Self.whole.get()
        // The moment is short: a busy machine may miss it.
        for _ in 0..<5 {
            let wasCaught = try withTemporaryFolder { folder in
                let run = SmokeRun(folder: folder)
                let process = try run.start()
                process.wait { run.isSaving && (try? run.checkpoints) == [2] }
                process.send(SIGKILL)
                _ = process.finish()
                guard run.isSaving else { return false }
                #expect(try run.checkpoints == [2])
                let last = try run.start(resume: true).finish()
                #expect(last.status == 0, "\(last.complaint)")
                #expect(last.output.contains("resumed after step 2\n"))
                #expect(!run.isSaving, "what was torn is cleared away")
                expectSame(try run.outcome(), whole.outcome)
                return true
            }
            if wasCaught { return }
        }
        Issue.record("no kill fell between the beginning and the end of a checkpoint")
    }

    @Test func askedToStopARunFinishesItsStepAndSaves() throws {
        let whole = try Self.whole.get()
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            let process = try run.start()
            process.wait { process.printed.contains("step 2/") }
            process.send(SIGINT)
            let stopped = process.finish()
            #expect(stopped.status == 0)
            #expect(stopped.output.hasSuffix("interrupted; continue with --resume\n"))
            #expect(stopped.complaint.contains("stopping after what is under way"))
            let reached = try #require(run.checkpoints.last)
            #expect((2...4).contains(reached))
            #expect(stopped.output.contains("step \(reached)/5") && !stopped.output.contains("step \(reached + 1)/5"))
            let last = try run.start(resume: true).finish()
            #expect(last.status == 0, "\(last.complaint)")
            #expect(last.output.contains("resumed after step \(reached)\n"))
            expectSame(try run.outcome(), whole.outcome)
        }
    }

    @Test func aRunIsNeverStartedOverSilently() throws {
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            let missing = try run.start(resume: true).finish()
            #expect(missing.status == 1)
            #expect(missing.complaint.contains("\(run.url.path): found no run to resume"))
            let process = try run.start()
            process.wait { process.printed.contains("step 1/") }
            process.send(SIGINT)
            _ = process.finish()
            let before = try run.checkpoints
            let again = try run.start().finish()
            #expect(again.status == 1)
            #expect(again.complaint.contains("\(run.url.path): found a run here already"))
            #expect(again.complaint.contains("--resume"))
            #expect(try run.checkpoints == before)
        }
    }

    @Test func twoProgramsNeverWriteToOneRun() throws {
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            let first = try run.start()
            first.wait { run.hasBegun }
            let second = try run.start(resume: true).finish()
            #expect(second.status == 1)
            #expect(second.complaint.contains("\(run.url.path): another process is writing to this run"))
            first.send(SIGKILL)
            _ = first.finish()
        }
    }
}
