import Foundation

/// Whether answers to questions of mathematics are equal, by math-verify in sandboxed Python workers.
///
/// The library reads numbers, fractions, LaTeX, intervals, sets and equations out of a reply and compares them symbolically.
///
/// ```swift
/// let equivalence = try MathEquivalence()
/// equivalence.outcomes(of: [MathCase(answer: "0.5", reply: "so it is $\\frac{1}{2}$")])[0].isEqual  // true
/// ```
public struct MathEquivalence: Sendable {
    /// The longest that reading or comparing one answer may take.
    public let seconds: Int
    private let sandbox: BlockingSandbox

    /// Cases that go to a worker in one message.
    private static let chunk = 16

    /// - Parameters:
    ///   - workers: comparisons at once; nil takes as many as there are processors.
    ///   - interpreter: a Python with math-verify; nil takes the `.venv` of the working folder or `python3`.
    /// - Throws: ``PythonSandboxError``, of the missing package where math-verify is not installed.
    public init(workers: Int? = nil, interpreter: PythonInterpreter? = nil, seconds: Int = 5) throws {
        self.seconds = max(seconds, 1)
        sandbox = try BlockingSandbox(workers: workers, interpreter: interpreter)
        _ = try sandbox.perform { try $0.compare([]) }
    }

    private static let common = Result { try MathEquivalence() }

    /// One set of workers for the whole process, started when it is first asked for.
    /// - Throws: ``PythonSandboxError``, of the missing package where math-verify is not installed.
    public static func shared() throws -> MathEquivalence { try common.get() }

    /// One outcome per case, in order. Waits for all of them.
    public func outcomes(of cases: [MathCase]) -> [MathOutcome] {
        let chunks = stride(from: 0, to: cases.count, by: Self.chunk).map { Array(cases[$0..<min($0 + Self.chunk, cases.count)]) }
        return zip(chunks, sandbox.map(chunks) { [seconds] in try Self.compare($1, by: $0, seconds: seconds) }).flatMap { chunk, result in
            switch result {
            case .success(let outcomes): return outcomes
            case .failure(let error): return chunk.map { _ in .undecided(reason: error.localizedDescription) }
            }
        }
    }

    /// A worker that fails is replaced before the next job, which gets one more chance.
    private static func compare(_ cases: [MathCase], by worker: PythonWorker, seconds: Int) throws -> [MathOutcome] {
        do { return try worker.compare(cases, seconds: seconds) } catch PythonSandboxError.workerFailed {
            return try worker.compare(cases, seconds: seconds)
        }
    }
}
