import Foundation
import Learning
import Policy
import Testing
import Torch

/// Checkpoints, and bfloat16 weights with float32 masters.
@Suite struct LearnerStateTests {
    @Test(arguments: [DType.float32, .bfloat16])
    func resumedRunsContinueBitForBit(dtype: DType) throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let straight = try fixture.learner(dtype: dtype)
        _ = try straight.update(on: fixture.groups)
        _ = try straight.update(on: fixture.groups)
        let state = try snapshot(straight.state())
        let weights = try snapshot(straight.policy.parameters)
        let third = try straight.update(on: fixture.groups)

        let resumed = try fixture.learner(dtype: dtype)
        for (name, tensor) in resumed.policy.parameters { try tensor.detached().copy(from: try #require(weights[name])) }
        try resumed.restore { try #require(state[$0]) }
        #expect(resumed.optimizerSteps == 2)
        let again = try resumed.update(on: fixture.groups)
        #expect(again.metrics == third.metrics && again.gradientNorm == third.gradientNorm)
        for (left, right) in zip(try straight.state(), try resumed.state()) {
            #expect(try left.tensor.isSame(as: right.tensor), "\(left.name)")
        }
        for (left, right) in zip(straight.policy.parameters, resumed.policy.parameters) {
            #expect(try left.tensor.isSame(as: right.tensor), "\(left.name)")
        }
    }

    @Test func bfloat16WeightsAreTheRoundedMasters() throws {
        let (fixture, cases, _) = try LearnerFixture.own()
        let learner = try fixture.learner(dtype: .bfloat16) { $0.learningRate = 1e-4 }
        let report = try learner.supervisedUpdate(on: fixture.groups)
        let stored = try #require(cases.first { $0.name == "supervised" })
        #expect(abs(report.metrics.loss - stored.losses[0]) < 0.02 * stored.losses[0])
        #expect(abs(report.gradientNorm - stored.norms[0]) < 0.05 * stored.norms[0])
        let masters = Dictionary(uniqueKeysWithValues: try learner.state().map { ($0.name, $0.tensor) })
        for (name, tensor) in learner.policy.parameters {
            let master = try #require(masters["master." + name])
            #expect(tensor.dtype == .bfloat16 && master.dtype == .float32)
            #expect(try tensor.detached().isSame(as: try master.to(dtype: .bfloat16)))
        }
    }

    @Test func stateOfAnotherModelIsRefused() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let learner = try fixture.learner(dtype: .bfloat16)
        let state = try snapshot(learner.state())
        #expect(throws: (any Error).self) {
            try learner.restore { name in
                if name.hasPrefix("master."), name.contains("norm") { return try Tensor.zeros([3]) }
                return try #require(state[name])
            }
        }
    }
}
