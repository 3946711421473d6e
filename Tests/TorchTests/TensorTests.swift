import Testing
import Torch

@Suite struct TensorTests {
    @Test func elementsComeBackInEveryType() throws {
        let values: [Float] = [1, -2, 0.5, 3]
        for type in [DType.float32, .float64, .bfloat16, .float16] {
            let tensor = try Tensor(values, shape: [2, 2], dtype: type)
            #expect(tensor.dtype == type)
            #expect(tensor.shape == [2, 2])
            #expect(try tensor.toFloats() == values)
        }
        #expect(try Tensor([1, 2, 3]).dtype == .int64)
        #expect(try Tensor([1, 2, 3], dtype: .uint8).toInts() == [1, 2, 3])
        #expect(try Tensor([true, false]).toBools() == [true, false])
        #expect(try Tensor([0x3F80, 0x4000], dtype: .int32).toBytes() == [0x80, 0x3F, 0, 0, 0, 0x40, 0, 0])
        #expect(try Tensor([Float](), shape: [0, 4]).toFloats() == [])
    }

    @Test func wrongElementCountIsRefused() {
        #expect(throws: TorchError.wrongElementCount(found: 3, expected: 4, shape: [2, 2])) {
            try Tensor([1, 2, 3] as [Float], shape: [2, 2])
        }
        #expect(throws: TorchError.self) { try Tensor([1] as [Float], shape: [.max, 4]) }
    }

    @Test func arithmeticBroadcasts() throws {
        let row = try Tensor([1, 2] as [Float], shape: [1, 2])
        let column = try Tensor([10, 20] as [Float], shape: [2, 1])
        #expect(try (row + column).toFloats() == [11, 12, 21, 22])
        #expect(try (column - row).toFloats() == [9, 8, 19, 18])
        #expect(try (row * 3).toFloats() == [3, 6])
        #expect(try (1 - row).toFloats() == [0, -1])
        #expect(try (4 / row).toFloats() == [4, 2])
        #expect(try Tensor.power(2, row).toFloats() == [2, 4])
        try row.add(inPlace: Tensor([1, 1] as [Float]), scale: 2)
        #expect(try row.toFloats() == [3, 4])
    }

    @Test func productsAgainstHandComputedValues() throws {
        let x = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let w = try Tensor([1, 0, 1, 1, -1, 2] as [Float], shape: [3, 2])
        let bias = try Tensor([0, 10, 0] as [Float])
        #expect(try x.linear(w).toFloats() == [1, 3, 3, 3, 7, 5])
        #expect(try x.linear(w, bias: bias).toFloats() == [1, 13, 3, 3, 17, 5])
        #expect(try x.matmul(w.transpose()).toFloats() == [1, 3, 3, 3, 7, 5])
        #expect(try Tensor.ones([2, 3]).addingLinear(x, w).toFloats() == [2, 4, 4, 4, 8, 6])
        #expect(try Tensor([1, 2] as [Float]).outer(Tensor([3, 4] as [Float])).toFloats() == [3, 4, 6, 8])
    }

    @Test func viewsShareMemory() throws {
        let tensor = try Tensor([Int](0..<12), shape: [3, 4])
        try tensor.narrow(1, start: 1, length: 2).fill(0)
        #expect(try tensor.toInts() == [0, 0, 0, 3, 4, 0, 0, 7, 8, 0, 0, 11])
        #expect(try tensor[1].toInts() == [4, 0, 0, 7])
        #expect(try tensor[1..<3].select(1, 3).toInts() == [7, 11])
        #expect(try tensor.transpose(0, 1).contiguous()[0].toInts() == [0, 4, 8])
        #expect(try Tensor.concatenate([tensor[0..<1], tensor[2..<3]]).shape == [2, 4])
        #expect(try Tensor.stack([tensor[0], tensor[2]], 1).toInts() == [0, 8, 0, 0, 0, 0, 3, 11])
        #expect(try tensor.gather(1, Tensor([3, 0, 0], shape: [3, 1])).toInts() == [3, 4, 8])
        #expect(try tensor.indexSelect(0, Tensor([2, 2])).toInts() == [8, 0, 0, 11, 8, 0, 0, 11])
    }

    @Test func reductions() throws {
        let tensor = try Tensor([1, 5, 3, 2, 0, 4] as [Float], shape: [2, 3])
        #expect(try tensor.sum().item() == 15)
        #expect(try tensor.mean(1).toFloats() == [3, 2])
        #expect(try tensor.max(0).toFloats() == [2, 5, 4])
        #expect(try tensor.argmax(1).toInts() == [1, 2])
        #expect(try Tensor([3, 4] as [Float]).norm().item() == 5)
        let sums = try tensor.softmax().sum(1).toFloats()
        #expect(sums.allSatisfy { abs($0 - 1) < 1e-6 })
        let same = try tensor.logSoftmax().isClose(to: tensor.softmax().log(), relative: 1e-5, absolute: 1e-6)
        #expect(same)
        let best = try tensor.topK(2)
        #expect(try best.values.toFloats() == [5, 3, 4, 2])
        #expect(try best.indices.toInts() == [1, 2, 2, 0])
    }

    @Test func libtorchRefusalsAreErrorsOfOneLine() throws {
        let left = try Tensor.zeros([2, 3])
        let error = #expect(throws: TorchError.self) { try left.matmul(left) }
        guard case .libtorch(let message) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(message.contains("2x3"))
        #expect(!message.contains("\n"))
    }

    @Test func devicesByName() throws {
        #expect(try Device(named: "cpu") == .cpu)
        #expect(throws: TorchError.self) { try Device(named: "gpu") }
        #expect(throws: TorchError.self) { try Device(named: "cuda:63") }
        #expect(try Tensor.zeros([1], device: Device(named: "auto")).toFloats() == [0])
    }

    @Test func bytesAreBounded() throws {
        let tensor = try Tensor([1, 2] as [Int32])
        try tensor.withUnsafeMutableBytes { bytes in
            #expect(bytes.count == 8)
            bytes[4] = 9
        }
        #expect(try tensor.toInts() == [1, 9])
        #expect(throws: TorchError.self) {
            try Tensor.zeros([2, 2]).transpose().withUnsafeBytes { $0.count }
        }
    }
}
