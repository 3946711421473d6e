import Testing
import Torch

@Suite struct GradientTests {
    @Test func gradientsAccumulateUntilDropped() throws {
        let x = try Tensor([1, 2, 3] as [Float]).requireGradient()
        #expect(try x.gradient == nil)
        try (x * x).sum().backward()
        #expect(try x.gradient?.toFloats() == [2, 4, 6])
        try (x * 3).backward(Tensor([1, 0, -1] as [Float]))
        #expect(try x.gradient?.toFloats() == [5, 4, 3])
        try x.zeroGradient()
        #expect(try x.gradient?.toFloats() == [0, 0, 0])
        try x.setGradient(nil)
        #expect(try x.gradient == nil)
    }

    @Test func nothingIsRecordedWithoutGradients() throws {
        let x = try Tensor([1] as [Float]).requireGradient()
        let y = try withoutGradients {
            #expect(!GradientMode.isEnabled)
            return try x * 2
        }
        #expect(GradientMode.isEnabled)
        #expect(!y.requiresGradient)
        #expect(throws: TorchError.self) { try y.backward() }
        let z = try withoutGradients { try GradientMode.with(enabled: true) { try x * 2 } }
        #expect(z.requiresGradient)
    }

    @Test func gradientsOfNarrowViewsArePartsOfTheWhole() throws {
        let weight = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).requireGradient()
        try Tensor([1, 1] as [Float], shape: [1, 2]).linear(weight).backward(Tensor([2, 5] as [Float], shape: [1, 2]))
        let gradient = try #require(try weight.gradient)
        #expect(try gradient.narrow(0, start: 1, length: 1).toFloats() == [5, 5])
    }

    @Test func severalRootsAtOnce() throws {
        let x = try Tensor([2] as [Float]).requireGradient()
        try Tensor.backward([x * 3, x * x], gradients: [nil, Tensor([10] as [Float])])
        #expect(try x.gradient?.toFloats() == [43])
    }
}
