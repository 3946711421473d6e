/// The rows of a Parquet file as JSON objects, one after the other, read by pyarrow in a Python process.
///
/// A batch of rows at a time is in memory, here and there.
public final class ParquetRows {
    private let path: String
    private let process: WorkerProcess
    private var atEnd = false

    /// Longest wait for a row.
    private static let seconds = 120.0

    /// - Parameter interpreter: a Python with pyarrow; nil takes the `.venv` of the working folder or `python3`.
    /// - Throws: ``PythonSandboxError`` where there is no Python. What is wrong with the file comes with the first row.
    public init(path: String, interpreter: PythonInterpreter? = nil) throws {
        self.path = path
        let interpreter = try interpreter ?? PythonInterpreter.find()
        process = try WorkerProcess(
            arguments: [interpreter.path, "-s", "-B", "-c", Self.script, path], environment: WorkerProcess.environment)
    }

    /// The next row's JSON, nil behind the last.
    /// - Throws: ``PythonSandboxError/unreadableTable(path:reason:)`` where the file is no Parquet or pyarrow is missing.
    public func next() throws -> [UInt8]? {
        if atEnd { return nil }
        guard let line = try process.readLine(seconds: Self.seconds), let kind = line.first else {
            throw PythonSandboxError.unreadableTable(path: path, reason: "the reader ended before the file did")
        }
        switch kind {
        case UInt8(ascii: "r"): return Array(line.dropFirst())
        case UInt8(ascii: "."):
            atEnd = true
            return nil
        default: throw PythonSandboxError.unreadableTable(path: path, reason: String(decoding: line.dropFirst(), as: UTF8.self))
        }
    }

    /// `r` and a row, `e` and a complaint, or a dot at the end: one a line.
    private static let script = #"""
        import json, os, sys
        output = os.fdopen(1, "w", buffering=1 << 16, encoding="utf-8", errors="surrogatepass")
        try:
            try:
                import pyarrow.parquet
            except ImportError:
                raise RuntimeError("pyarrow is not installed in " + sys.executable)
            for batch in pyarrow.parquet.ParquetFile(sys.argv[1]).iter_batches(batch_size=512):
                for row in batch.to_pylist():
                    output.write("r" + json.dumps(row, default=str) + "\n")
            output.write(".\n")
        except Exception as error:
            output.write("e" + " ".join((str(error) or type(error).__name__).split()) + "\n")
        output.flush()
        """#
}
