import Testing
import Torch

/// Products with packed weights against those with the weights themselves, which `ProductTests` checks by hand.
@Suite(.enabled(if: Runtime.hasOwnProducts(.float32), "this processor's products are libtorch's"))
struct PackedWeightTests {
    static let types = [DType.float32, .bfloat16].filter(Runtime.hasOwnProducts)

    private func normal(_ shape: [Int], seed: UInt64, _ dtype: DType) throws -> Tensor {
        let tensor = try Tensor.empty(shape, dtype: dtype)
        try tensor.fillNormal(deviation: 1, seed: seed)
        return tensor
    }

    private func packed(_ weight: Tensor) throws -> PackedWeight {
        let packed = try #require(try PackedWeight(weight))
        try packed.refresh()
        return packed
    }

    /// Rows, inner size and columns around the edges of tiles, tasks and the blocks of the inner dimension.
    @Test(
        arguments: [
            (1, 1, 1), (8, 192, 320), (13, 1025, 33), (14, 96, 32), (61, 513, 70), (64, 640, 192), (225, 1100, 40), (461, 64, 129),
            (1000, 2050, 65),
        ], types)
    func bitsAreThoseOfTheWeightItself(sizes: (Int, Int, Int), dtype: DType) throws {
        let (m, k, n) = sizes
        let (x, weight) = (try normal([m, k], seed: 1, dtype), try normal([n, k], seed: 2, dtype))
        let (base, bias) = (try normal([m, n], seed: 3, dtype), try normal([n], seed: 4, dtype))
        let packed = try packed(weight)
        #expect(try x.linear(packed).toFloats() == x.linear(weight).toFloats())
        #expect(try x.linear(packed, bias: bias).toFloats() == x.linear(weight, bias: bias).toFloats())
        #expect(try base.addingLinear(x, packed).toFloats() == base.addingLinear(x, weight).toFloats())
        // Rows that do not lie side by side are packed too.
        let turned = try normal([k, m], seed: 5, dtype).transpose(0, 1)
        #expect(try turned.linear(packed).toFloats() == turned.linear(weight).toFloats())
        try withThreadTeam { () throws in
            #expect(try x.linear(packed).toFloats() == x.linear(weight).toFloats())
            #expect(try turned.linear(packed).toFloats() == turned.linear(weight).toFloats())
        }
    }

    @Test func crowdedRowsArePacked() throws {
        let (x, weight) = (try normal([300, 1024], seed: 6, .float32), try normal([96, 1024], seed: 7, .float32))
        #expect(try x.linear(packed(weight)).toFloats() == x.linear(weight).toFloats())
    }

    @Test func aChangedWeightIsTakenAnew() throws {
        let (x, weight) = (try normal([5, 40], seed: 1, .float32), try normal([7, 40], seed: 2, .float32))
        let packed = try packed(weight)
        let before = try x.linear(packed).toFloats()
        let optimizer = try AdamW(parameters: [("weight", weight)], configuration: .init(learningRate: 0.1))
        try optimizer.step(gradients: [normal([7, 40], seed: 3, .float32)])
        #expect(try x.linear(packed).toFloats() == before, "packed weights are a copy")
        try packed.refresh()
        #expect(try x.linear(packed).toFloats() == x.linear(weight).toFloats())
        try weight.copy(from: normal([7, 40], seed: 4, .float32))
        try packed.refresh()
        #expect(try x.linear(packed).toFloats() == x.linear(weight).toFloats())
        #expect(packed.bytes == 40 * 32 * 4)
    }

    @Test func theWeightsThatAnOptimizerRoundsAreTakenAnew() throws {
        guard Runtime.hasOwnProducts(.bfloat16) else { return }
        let weight = try normal([9, 64], seed: 2, .bfloat16)
        let master = try weight.to(dtype: .float32)
        let optimizer = try AdamW(parameters: [("weight", master)], rounded: [weight], configuration: .init(learningRate: 0.1))
        let packed = try packed(weight)
        try optimizer.step(gradients: [normal([9, 64], seed: 3, .float32)])
        try packed.refresh()
        let x = try normal([5, 64], seed: 1, .bfloat16)
        #expect(try x.linear(packed).toFloats() == x.linear(weight).toFloats())
    }

    @Test func wrongShapesAndTypesAreErrors() throws {
        let weight = try normal([7, 40], seed: 2, .float32)
        let packed = try packed(weight)
        #expect(throws: TorchError.self) { try Tensor.zeros([3, 41], dtype: .float32).linear(packed) }
        #expect(throws: TorchError.self) { try Tensor.zeros([3, 40], dtype: .bfloat16).linear(packed) }
        let empty = try #require(try PackedWeight(weight))
        #expect(throws: TorchError.self) { try Tensor.zeros([3, 40], dtype: .float32).linear(empty) }
        #expect(try PackedWeight(Tensor.zeros([7], dtype: .float32)) == nil)
    }

    @Test func noRowsAndNoColumns() throws {
        let packed = try packed(Tensor.zeros([3, 0], dtype: .float32))
        #expect(try Tensor.zeros([2, 0], dtype: .float32).linear(packed).toFloats() == [Float](repeating: 0, count: 6))
        #expect(try Tensor.zeros([0, 0], dtype: .float32).linear(packed).shape == [0, 3])
    }
}

@Suite(.enabled(if: Runtime.threads > 1, "one thread is no team"))
struct ThreadTeamTests {
    struct Failure: Error, Equatable {}

    @Test func valuesAndErrorsComeOut() throws {
        #expect(withThreadTeam { 5 } == 5)
        #expect(throws: Failure()) { try withThreadTeam { () throws(Failure) in throw Failure() } }
        let threads = Runtime.threads
        #expect(withThreadTeam { withThreadTeam { 6 } } == 6)
        #expect(Runtime.threads == threads, "libtorch has its threads back")
    }

    @Test func aTaskThatFailsInATeamIsAnError() throws {
        // Logits that are not finite fail in the task of their row.
        let logits = try Tensor([Float](repeating: .infinity, count: 64), shape: [8, 8])
        for _ in 0..<3 {
            #expect(throws: TorchError.self) {
                try withThreadTeam { () throws in
                    try logits.sample(
                        temperature: .init(repeating: 1, count: 8), topK: .init(repeating: 0, count: 8),
                        topP: .init(repeating: 1, count: 8), uniform: .init(repeating: 0.5, count: 8))
                }
            }
        }
        let x = try Tensor.zeros([64, 64], dtype: .float32)
        #expect(try withThreadTeam { () throws in try x.linear(x).toFloats() }.allSatisfy { $0 == 0 }, "the team works on")
    }

    /// Many teams at one time: one has the threads, the others compute alone, and nobody waits for ever.
    @Test func manyCallersGetTheirOwnResults() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 1...8 as ClosedRange<UInt64> {
                group.addTask {
                    let x = try Tensor.empty([60, 130], dtype: .float32)
                    try x.fillNormal(deviation: 1, seed: seed)
                    let weight = try Tensor.empty([200, 130], dtype: .float32)
                    try weight.fillNormal(deviation: 1, seed: seed + 100)
                    let expected = try x.linear(weight).toFloats()
                    for _ in 0..<30 {
                        try withThreadTeam { () throws in
                            for _ in 0..<5 { #expect(try x.linear(weight).toFloats() == expected) }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
