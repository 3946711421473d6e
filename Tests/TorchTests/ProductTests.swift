import Testing
import Torch

/// Matrix products against the sum written out, over sizes around every edge of the kernels' blocks.
@Suite struct ProductTests {
    struct Sizes: Sendable, CustomTestStringConvertible {
        var rows: Int
        var inner: Int
        var columns: Int
        var testDescription: String { "\(rows) x \(inner) x \(columns)" }
    }

    static let sizes = [
        (1, 1, 1), (3, 7, 5), (14, 64, 32), (15, 65, 33), (13, 1024, 31), (130, 385, 70), (461, 96, 40), (29, 1111, 65), (5, 2050, 9),
    ].map { Sizes(rows: $0.0, inner: $0.1, columns: $0.2) }

    private func normal(_ shape: [Int], seed: UInt64, _ dtype: DType) throws -> Tensor {
        let tensor = try Tensor.zeros(shape, dtype: dtype)
        try tensor.fillNormal(deviation: 1, seed: seed)
        return tensor
    }

    /// a [m, k] by b [k, n], each given by element.
    private func naive(_ m: Int, _ k: Int, _ n: Int, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float) -> [Float] {
        (0..<m).flatMap { i in
            (0..<n).map { j in Float((0..<k).reduce(0.0) { $0 + Double(a(i, $1)) * Double(b($1, j)) }) }
        }
    }

    private func expect(_ found: Tensor, _ expected: [Float], inner: Int, _ dtype: DType, _ what: String) throws {
        let found = try found.toFloats()
        try #require(found.count == expected.count)
        let rounding = dtype == .bfloat16 ? 0.004 : 1e-6
        let worst = zip(found, expected).map { Double(abs($0 - $1)) - rounding * Double(abs($1)) }.max() ?? 0
        #expect(worst < 4e-6 * Double(inner).squareRoot() + (dtype == .bfloat16 ? 1e-3 : 0), "\(what)")
    }

    @Test(arguments: sizes, [DType.float32, .bfloat16])
    func valueAndGradients(sizes: Sizes, dtype: DType) throws {
        let (m, k, n) = (sizes.rows, sizes.inner, sizes.columns)
        let x = try normal([m, k], seed: 1, dtype).requireGradient()
        let weight = try normal([n, k], seed: 2, dtype).requireGradient()
        let upstream = try normal([m, n], seed: 3, dtype)
        let y = try x.linear(weight)
        try y.backward(upstream)
        let (a, w, g) = (try x.detached().toFloats(), try weight.detached().toFloats(), try upstream.toFloats())
        try expect(y.detached(), naive(m, k, n, { a[$0 * k + $1] }, { w[$1 * k + $0] }), inner: k, dtype, "y")
        let dx = try #require(try x.gradient)
        try expect(dx, naive(m, n, k, { g[$0 * n + $1] }, { w[$0 * k + $1] }), inner: n, dtype, "dx")
        let dw = try #require(try weight.gradient)
        try expect(dw, naive(n, m, k, { g[$1 * n + $0] }, { a[$0 * k + $1] }), inner: m, dtype, "dw")
    }

    /// Beyond what is packed at one time: several stretches of rows, columns and the inner dimension. Some elements stand for all.
    @Test(arguments: [DType.float32, .bfloat16])
    func largeProducts(dtype: DType) throws {
        let (m, k, n) = (460, 1030, 8200)
        let x = try normal([m, k], seed: 9, dtype)
        let weight = try normal([n, k], seed: 10, dtype)
        let (a, w, y) = (try x.toFloats(), try weight.toFloats(), try x.linear(weight).toFloats())
        for sample in 0..<600 {
            let (i, j) = (sample * 7919 % m, sample * 104_729 % n)
            let expected = (0..<k).reduce(0.0) { $0 + Double(a[i * k + $1]) * Double(w[j * k + $1]) }
            let tolerance = dtype == .bfloat16 ? 0.004 * abs(expected) + 1e-3 : 1e-6 * abs(expected) + 2e-4
            #expect(abs(Double(y[i * n + j]) - expected) < tolerance, "row \(i), column \(j)")
        }
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func emptyMatrices(dtype: DType) throws {
        let weight = try normal([500, 64], seed: 11, dtype).requireGradient()
        let none = try Tensor.zeros([0, 64], dtype: dtype).linear(weight)
        #expect(none.shape == [0, 500])
        try none.backward(Tensor.zeros([0, 500], dtype: dtype))
        #expect(try weight.gradient?.toFloats().allSatisfy { $0 == 0 } == true)
        let sums = try Tensor.zeros([500, 0], dtype: dtype).linear(Tensor.zeros([3, 0], dtype: dtype))
        #expect(try sums.toFloats() == [Float](repeating: 0, count: 1500))
    }

    /// Views whose rows and columns both lie apart are copied first.
    @Test(arguments: [DType.float32, .bfloat16])
    func stridedViews(dtype: DType) throws {
        let cube = try normal([20, 30, 2], seed: 12, dtype)
        let x = try cube.select(2, 1)
        let weight = try normal([40, 30], seed: 13, dtype)
        #expect(try x.linear(weight).toFloats() == x.contiguous().linear(weight).toFloats())
        let wide = try normal([30, 25], seed: 14, dtype)
        let turned = try wide.transpose(0, 1)
        #expect(try turned.linear(weight).toFloats() == turned.contiguous().linear(weight).toFloats())
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func baseIsAddedBeforeRounding(dtype: DType) throws {
        let (m, k, n) = (37, 1500, 50)
        let base = try normal([m, n], seed: 4, dtype)
        let x = try normal([m, k], seed: 5, dtype)
        let weight = try normal([n, k], seed: 6, dtype)
        let (b, a, w) = (try base.toFloats(), try x.toFloats(), try weight.toFloats())
        let product = naive(m, k, n, { a[$0 * k + $1] }, { w[$1 * k + $0] })
        try expect(base.addingLinear(x, weight), zip(product, b).map(+), inner: k, dtype, "y")
        #expect(try base.toFloats() == b)
    }

    /// A row's bits do not depend on its company, on any machine with our kernels; elsewhere there is nothing to promise.
    @Test(arguments: [DType.float32, .bfloat16].filter(Runtime.hasOwnProducts))
    func rowsAreIndependent(dtype: DType) throws {
        let (k, n) = (700, 90)
        let x = try normal([600, k], seed: 7, dtype)
        let weight = try normal([n, k], seed: 8, dtype)
        let all = try x.linear(weight).toFloats()
        for (first, count) in [(0, 1), (599, 1), (17, 2), (100, 13), (3, 130), (0, 599)] {
            let some = try x.narrow(0, start: first, length: count).linear(weight).toFloats()
            #expect(some == Array(all[first * n..<(first + count) * n]), "\(count) rows from \(first)")
        }
    }
}
