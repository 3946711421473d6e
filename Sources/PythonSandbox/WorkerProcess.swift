import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A child process that is spoken to over one socket: its standard input and output.
///
/// The socket is closed on exec everywhere else, so no other child inherits it; writing to a dead child is an error and no signal; the
/// child leads a process group of its own, which is killed as a whole, and is always reaped.
final class WorkerProcess {
    private let pid: pid_t
    private let socket: Int32
    private var buffer: [UInt8] = []
    private var isRunning = true

    /// Starts a program, given by its absolute path, with exactly this environment.
    init(arguments: [String], environment: [String: String]) throws {
        var ends: [Int32] = [0, 0]
        #if os(Linux)
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.failure(arguments, errno) }
        #if !os(Linux)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            var on: Int32 = 1
            setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        defer { close(ends[1]) }
        do {
            let endpoint = ends[1]
            pid = try SpawnThread.shared.perform { try Self.spawn(arguments, environment, endpoint: endpoint) }
        } catch {
            close(ends[0])
            throw error
        }
        socket = ends[0]
    }

    deinit {
        stop()
        close(socket)
    }

    /// Kills the process group and waits for the child.
    func stop() {
        guard isRunning else { return }
        isRunning = false
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Self.noSignal) }
            if count < 0 {
                if errno == EINTR { continue }
                throw PythonSandboxError.workerFailed(reason: "it ended (\(Self.words(errno)))")
            }
            sent += count
        }
    }

    /// The next line without its end, nil where the child closed its output first.
    /// - Throws: ``PythonSandboxError/workerFailed(reason:)`` when nothing complete came within `seconds`.
    func readLine(seconds: Double) throws -> [UInt8]? {
        let deadline = Date().addingTimeInterval(seconds)
        var searched = 0
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { buffer.removeSubrange(...end) }
                return Array(buffer[..<end])
            }
            searched = buffer.count
            guard try receive(before: deadline) else { return nil }
        }
    }

    /// Appends what has come; false at the end of the stream.
    private func receive(before deadline: Date) throws -> Bool {
        var item = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        while true {
            let left = deadline.timeIntervalSinceNow
            guard left > 0 else { throw PythonSandboxError.workerFailed(reason: "no answer in time") }
            let ready = poll(&item, 1, Int32(min(left * 1000 + 1, 1_000_000)))
            if ready > 0 { break }
            if ready < 0 && errno != EINTR { throw PythonSandboxError.workerFailed(reason: Self.words(errno)) }
        }
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let count = block.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
        if count < 0 { return errno == EINTR }
        buffer += block[..<count]
        return count > 0
    }

    /// Everything a program prints, for short programs such as a probe.
    static func output(of arguments: [String], environment: [String: String] = WorkerProcess.environment, seconds: Double) throws -> String
    {
        let process = try WorkerProcess(arguments: arguments, environment: environment)
        let deadline = Date().addingTimeInterval(seconds)
        while try process.receive(before: deadline) {}
        return String(decoding: process.buffer, as: UTF8.self)
    }

    /// What a worker sees of the environment: nothing of ours but the search path.
    static let environment = [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    ]

    // MARK: Spawning

    private static func spawn(_ arguments: [String], _ environment: [String: String], endpoint: Int32) throws -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, endpoint, 0)
        posix_spawn_file_actions_adddup2(&actions, endpoint, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        for descriptor in openDescriptors() { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let words = CStrings(arguments)
        let variables = CStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        var pid: pid_t = 0
        let result = posix_spawn(&pid, arguments[0], &actions, &attributes, words.pointers, variables.pointers)
        guard result == 0 else { throw failure(arguments, result) }
        return pid
    }

    /// What is open beyond the standard three: whatever somebody opened without close-on-exec must not reach the child.
    private static func openDescriptors() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 > 2 }
    }

    private static func failure(_ arguments: [String], _ code: Int32) -> PythonSandboxError {
        .cannotStart(path: arguments.first ?? "", reason: words(code))
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }

    #if os(Linux)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif

    /// A null-terminated array of C strings that frees them.
    private final class CStrings {
        let pointers: [UnsafeMutablePointer<CChar>?]
        init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }
        deinit { for pointer in pointers { free(pointer) } }
    }
}
