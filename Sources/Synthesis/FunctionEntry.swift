import Datasets
public import SequentialExecution

/// A function that instructions are made of, with its test cases where they are known.
public struct FunctionEntry: Sendable, Equatable {
    public var taskID: String
    public var source: String
    public var cases: [[Literal]]?

    public init(taskID: String, source: String, cases: [[Literal]]?) {
        self.taskID = taskID
        self.source = source
        self.cases = cases
    }

    /// Reads rows `{"task_id", "function", "test_cases"?}`; the cases may also come from a file of rows `{"task_id", "test_cases"}`.
    /// - Throws: ``SynthesisError`` or `DatasetError` naming the file and line.
    public static func read(path: String, casesPath: String? = nil) throws -> [FunctionEntry] {
        let cases = try casesPath.map(readCases) ?? [:]
        var entries: [FunctionEntry] = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            entries.append(try FunctionEntry(row: Literal(json: line.bytes), path: path, line: line.number, cases: cases))
        }
        return entries
    }

    /// - Parameters:
    ///   - row: nil where the line holds no JSON.
    ///   - cases: of functions whose row has none.
    init(row: Literal?, path: String, line: Int, cases: [String: [[Literal]]]) throws {
        guard let row, let source = (row["function"] ?? row["source"])?.stringValue else {
            throw SynthesisError.row(
                path: path, line: line, key: "function", found: row == nil ? "no JSON" : "nothing", expected: "Python source")
        }
        let task = row["task_id"]?.stringValue ?? "line-\(line)"
        let own = try row["test_cases"].map { try Self.argumentLists($0, path: path, line: line) }
        self.init(taskID: task, source: source, cases: own ?? cases[task])
    }

    static func readCases(_ path: String) throws -> [String: [[Literal]]] {
        var result: [String: [[Literal]]] = [:]
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            guard let row = Literal(json: line.bytes), let task = row["task_id"]?.stringValue, let list = row["test_cases"] else {
                throw SynthesisError.row(
                    path: path, line: line.number, key: "test_cases", found: "nothing", expected: "a list of argument lists")
            }
            result[task] = try argumentLists(list, path: path, line: line.number)
        }
        return result
    }

    private static func argumentLists(_ value: Literal, path: String, line: Int) throws -> [[Literal]] {
        let lists = value.elements?.map(\.elements)
        guard let lists, !lists.contains(where: { $0 == nil }) else {
            throw SynthesisError.row(
                path: path, line: line, key: "test_cases", found: String(value.json.prefix(60)), expected: "a list of argument lists")
        }
        return lists.compactMap { $0 }
    }
}
