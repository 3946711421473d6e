#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file's content in memory, read by the system as it is touched. Writing to the memory changes neither file nor other mappings.
// @unchecked: address and size never change; the pages are private to this mapping.
final class MappedFile: @unchecked Sendable {
    /// The file's bytes.
    let bytes: UnsafeMutableRawBufferPointer

    /// - Throws: `TorchError.system` naming the file and the system's reason.
    init(path: String) throws(TorchError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path, "open it") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "read its size") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .invalidFile(file: path, found: "a folder or device", expected: "a regular file")
        }
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw Self.failure(path, "map it into memory")
        }
        bytes = UnsafeMutableRawBufferPointer(start: address, count: size)
    }

    deinit {
        if let address = bytes.baseAddress { munmap(address, bytes.count) }
    }

    private static func failure(_ path: String, _ action: String) -> TorchError {
        .system(file: path, action: action, reason: String(cString: strerror(errno)))
    }
}
