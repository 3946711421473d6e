public import Foundation
import Synchronization

/// The built command line, run as a user runs it.
public struct Program {
    /// What came of a call.
    public struct Outcome {
        public var status: Int32
        public var output: String
        public var errors: String

        /// The complaint without the line end.
        public var complaint: String { errors.trimmingCharacters(in: .newlines) }
    }

    /// The repository.
    public static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The executable that was built with these tests.
    public static let executable: URL = {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "roifrl")
        return FileManager.default.isExecutableFile(atPath: own.path) ? own : root.appending(path: ".build/release/roifrl")
    }()

    /// Runs the program to its end.
    /// - Parameter environment: in place of the test's own.
    public static func run(
        _ arguments: [String], input: String = "", environment: [String: String]? = nil, in folder: URL = root,
        executable: URL = executable
    ) throws -> Outcome {
        try RunningProgram(arguments, input: input, environment: environment, in: folder, executable: executable).finish()
    }
}

/// The program while it works.
public final class RunningProgram: Sendable {
    private let process: ProcessBox
    private let output = Mutex(Data())
    private let errors = Mutex(Data())
    private let readers = DispatchGroup()

    /// Starts it.
    /// - Parameter environment: in place of the test's own.
    public init(
        _ arguments: [String], input: String = "", environment: [String: String]? = nil, in folder: URL = Program.root,
        executable: URL = Program.executable
    ) throws {
        let process = Process()
        let (standardOutput, standardError, standardInput) = (Pipe(), Pipe(), Pipe())
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        if let environment { process.environment = environment }
        process.standardOutput = standardOutput
        process.standardError = standardError
        process.standardInput = standardInput
        try process.run()
        self.process = ProcessBox(process)
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? standardInput.fileHandleForWriting.close()
        read(standardOutput) { data in self.output.withLock { $0.append(data) } }
        read(standardError) { data in self.errors.withLock { $0.append(data) } }
    }

    private func read(_ pipe: Pipe, _ take: @escaping @Sendable (Data) -> Void) {
        let handle = pipe.fileHandleForReading
        readers.enter()
        Thread.detachNewThread { [readers] in
            // What there is, as soon as it is there; empty at the end.
            while case let data = handle.availableData, !data.isEmpty { take(data) }
            readers.leave()
        }
    }

    /// What has been printed so far.
    public var printed: String { String(decoding: output.withLock { $0 }, as: UTF8.self) }

    /// Whether it has not ended yet.
    public var isRunning: Bool { process.value.isRunning }

    /// Sends it a signal.
    public func send(_ signal: Int32) { kill(process.value.processIdentifier, signal) }

    /// Waits until a condition holds or the program has ended.
    public func wait(until condition: () -> Bool) {
        while isRunning, !condition() { usleep(500) }
    }

    /// Waits for the end. A status of 128 and more is a signal's number plus 128.
    public func finish() -> Program.Outcome {
        process.value.waitUntilExit()
        readers.wait()
        let status = process.value.terminationStatus
        return Program.Outcome(
            status: process.value.terminationReason == .uncaughtSignal ? 128 + status : status, output: printed,
            errors: String(decoding: errors.withLock { $0 }, as: UTF8.self))
    }
}

/// Foundation's process is not marked as sendable; this one is only asked for its state and signalled, which it allows from any thread.
private struct ProcessBox: @unchecked Sendable {
    let value: Process

    init(_ value: Process) { self.value = value }
}
