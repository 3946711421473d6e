/// What one job may use.
public struct ExecutionLimits: Sendable, Equatable {
    /// Wall-clock seconds; processor time is bounded by the same number and one second more.
    public var seconds: Double
    /// Bytes of address space.
    public var memory: Int
    /// Bytes of a file that is written.
    public var fileSize: Int
    public var openFiles: Int
    public var processes: Int
    /// Bytes of the answer.
    public var output: Int

    public init(
        seconds: Double = 5, memory: Int = 1 << 30, fileSize: Int = 1 << 20, openFiles: Int = 64, processes: Int = 32,
        output: Int = 1 << 20
    ) {
        self.seconds = seconds
        self.memory = memory
        self.fileSize = fileSize
        self.openFiles = openFiles
        self.processes = processes
        self.output = output
    }
}
