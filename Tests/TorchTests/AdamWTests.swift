import Testing
import Torch

@Suite struct AdamWTests {
    private static let start: [Float] = [0.5, -1.25, 2, 0.003]
    private static let gradient: [Float] = [0.1, -0.2, 0.3, -4]

    private func trained(steps: Range<Int>, with optimizer: AdamW) throws {
        for step in steps {
            try optimizer.step(gradients: [Tensor(Self.gradient) * Double(step + 1)])
        }
    }

    /// torch.optim.AdamW([p], lr=0.01, weight_decay=0.1) of torch 2.13 after three steps with gradients g, 2 g, 3 g.
    @Test func threeStepsAreThoseOfPyTorch() throws {
        let parameter = try Tensor(Self.start)
        let optimizer = try AdamW(
            parameters: [("p", parameter)], configuration: .init(learningRate: 0.01, weightDecay: 0.1))
        try trained(steps: 0..<3, with: optimizer)
        let expected = try Tensor([0.4692993462085724, -1.21705162525177, 1.96480393409729, 0.032193198800086975] as [Float])
        #expect(try parameter.isClose(to: expected, relative: 3e-7, absolute: 0))
        let state = try optimizer.state()
        #expect(state.map(\.name) == ["step", "p.exp_avg", "p.exp_avg_sq"])
        let average = try Tensor([0.05609999969601631, -0.11219999939203262, 0.16830000281333923, -2.24399995803833] as [Float])
        let square = try Tensor([0.0001399400207446888, 0.0005597600827787552, 0.001259460230357945, 0.22390401363372803] as [Float])
        #expect(try state[0].tensor.toInts() == [3])
        #expect(try state[1].tensor.isClose(to: average, relative: 3e-7, absolute: 0))
        #expect(try state[2].tensor.isClose(to: square, relative: 3e-7, absolute: 0))
    }

    @Test func restoredStateContinuesBitForBit() throws {
        let whole = try Tensor(Self.start)
        let first = try AdamW(parameters: [("p", whole)], configuration: .init(learningRate: 0.01))
        try trained(steps: 0..<2, with: first)
        var saved: [String: Tensor] = [:]
        for (name, tensor) in try first.state() { saved[name] = try tensor.clone() }
        let resumed = try whole.clone()
        let second = try AdamW(parameters: [("p", resumed)], configuration: .init(learningRate: 0.01))
        try second.restore { try #require(saved[$0]) }
        #expect(second.step == 2)
        try trained(steps: 2..<4, with: first)
        try trained(steps: 2..<4, with: second)
        #expect(try whole.isSame(as: resumed))
        saved["p.exp_avg"] = try Tensor([1] as [Float])
        #expect(throws: TorchError.invalidState(tensor: "p.exp_avg", found: "shape [1]", expected: "shape [4]")) {
            try second.restore { try #require(saved[$0]) }
        }
    }

    /// The one-pass update (contiguous) and the one composed from ATen (a transposed gradient) are the same arithmetic.
    @Test func layoutOfTheGradientDoesNotMatter() throws {
        let values = (0..<12).map { Float($0) * 0.1 - 0.5 }
        let gradient = try Tensor(values, shape: [4, 3]).transpose()
        let fused = try Tensor(values, shape: [3, 4])
        let composed = try fused.clone()
        let configuration = AdamW.Configuration(learningRate: 0.05, weightDecay: 0.01)
        let one = try AdamW(parameters: [("p", fused)], configuration: configuration)
        let two = try AdamW(parameters: [("p", composed)], configuration: configuration)
        for _ in 0..<3 {
            try one.step(gradients: [gradient.contiguous()], scale: 0.7)
            try two.step(gradients: [gradient], scale: 0.7)
        }
        #expect(try fused.isClose(to: composed, relative: 1e-6, absolute: 1e-7))
    }

    @Test func roundedCopyFollowsItsMaster() throws {
        let master = try Tensor(Self.start)
        let policy = try master.to(dtype: .bfloat16)
        let optimizer = try AdamW(
            parameters: [("p", master)], rounded: [policy], configuration: .init(learningRate: 0.1))
        try optimizer.step(gradients: [Tensor(Self.gradient, dtype: .bfloat16)])
        #expect(try policy.isSame(as: master.to(dtype: .bfloat16)))
        #expect(try !master.isSame(as: Tensor(Self.start)))
    }

    /// torch.nn.utils.clip_grad_norm_ on (3, 4) and (12, 0).
    @Test func clippingIsThatOfPyTorch() throws {
        let gradients = try [Tensor([3, 4] as [Float]), Tensor([12, 0] as [Float], shape: [1, 2])]
        #expect(try GradientNorm.clip(gradients, maximum: 20) == 13)
        #expect(try gradients[0].toFloats() == [3, 4])
        #expect(try GradientNorm.clip(gradients, maximum: 1) == 13)
        #expect(try gradients[0].toFloats() == [0.23076921701431274, 0.307692289352417])
        #expect(try GradientNorm.total([]) == 0)
    }

    @Test func wrongShapesAndTypesAreRefused() throws {
        #expect(throws: TorchError.self) {
            try AdamW(parameters: [("p", Tensor([1], dtype: .int64))], configuration: .init())
        }
        let optimizer = try AdamW(parameters: [("p", Tensor(Self.start))], configuration: .init())
        #expect(throws: TorchError.self) { try optimizer.step(gradients: [Tensor([1] as [Float])]) }
        #expect(throws: TorchError.self) { try optimizer.step(gradients: []) }
    }
}
