import ArgumentParser
import Foundation
import Torch

/// `roifrl bench product`: what this machine's processor can do at most, in the products that a step is made of.
struct BenchProduct: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "product", abstract: "Floating-point operations a second of one large matrix product.",
        discussion: """
            Prints one JSON line: the best of the products within --seconds, in GFLOP/s.

            Example: roifrl bench product --dtype bfloat16
            """)

    @Option(help: "float32 or bfloat16.")
    var dtype = "float32"
    @Option(help: "Rows and columns of both matrices.")
    var size = 2048
    @Option(help: "How long to try.")
    var seconds = 2.0
    @Option(help: "Processor threads; 0: as many as the machine has.")
    var threads = 0

    func validate() throws {
        guard ["float32", "bfloat16"].contains(dtype) else {
            throw ValidationError("--dtype: found '\(dtype)', expected float32 or bfloat16")
        }
        guard seconds > 0, seconds.isFinite else { throw ValidationError("--seconds: found \(seconds), expected a number above 0") }
        guard (1...16384).contains(size) else { throw ValidationError("--size: found \(size), expected 1 to 16384") }
    }

    private struct Result: Encodable {
        var gflops: Double
        var dtype: String
        var threads: Int
        var own: Bool
    }

    func run() throws {
        if threads > 0 { Runtime.threads = threads }
        let type = DType(name: dtype) ?? .float32
        let (left, right) = (try Tensor.zeros([size, size], dtype: type), try Tensor.zeros([size, size], dtype: type))
        try left.fillNormal(deviation: 1, seed: 1)
        try right.fillNormal(deviation: 1, seed: 2)
        _ = try left.linear(right)
        var shortest = Double.infinity
        let start = ContinuousClock.now
        while (ContinuousClock.now - start) / .seconds(1) < seconds {
            let begin = ContinuousClock.now
            _ = try left.linear(right)
            shortest = min(shortest, (ContinuousClock.now - begin) / .seconds(1))
        }
        let operations = 2 * Double(size) * Double(size) * Double(size)
        let result = Result(
            gflops: operations / shortest / 1e9, dtype: dtype, threads: Runtime.threads, own: Runtime.hasOwnProducts(type))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }
}
