import Testing
import Torch

@Suite(.serialized) struct RuntimeTests {
    @Test func randomStateContinuesTheSameSequence() throws {
        let state = try Runtime.randomState()
        let first = try Tensor.randn([8])
        try Runtime.setRandomState(state)
        let second = try Tensor.randn([8])
        #expect(try first.isSame(as: second))
        #expect(throws: TorchError.self) { try Runtime.setRandomState([1, 2, 3]) }
    }

    @Test func seededFillDependsOnTheSeedAlone() throws {
        let one = try Tensor.zeros([1000])
        let two = try Tensor.zeros([1000])
        try one.fillNormal(deviation: 0.02, seed: 7)
        _ = try Tensor.randn([3])
        try two.fillNormal(deviation: 0.02, seed: 7)
        #expect(try one.isSame(as: two))
        let deviation = try (one * one).mean().sqrt().item()
        #expect(abs(deviation - 0.02) < 0.002)
        try two.fillNormal(deviation: 0.02, seed: 8)
        #expect(try !one.isSame(as: two))
    }

    @Test func threadsCanBeSet() {
        let before = Runtime.threads
        defer { Runtime.threads = before }
        Runtime.threads = 1
        #expect(Runtime.threads == 1)
        Runtime.threads = 0
        #expect(Runtime.threads == 1)
    }
}
