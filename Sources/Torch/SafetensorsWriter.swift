public import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes tensors to a safetensors file, one after the other, so that at most one of them is copied at a time.
public enum SafetensorsWriter {
    /// - Parameters:
    ///   - tensors: names must differ; any device, layout and known type.
    ///   - synchronize: waits until the disk has it all.
    /// - Throws: `TorchError.system` where the disk is full or the file cannot be written; what was written so far stays behind.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], to url: URL, metadata: [String: String] = ["format": "pt"],
        synchronize: Bool = false
    ) throws(TorchError) {
        // Wider types first, so that every tensor lies where its type may.
        let ordered = tensors.enumerated().sorted {
            ($1.element.tensor.dtype.size, $0.offset) < ($0.element.tensor.dtype.size, $1.offset)
        }.map(\.element)
        let file = try OutputFile(path: url.path)
        try file.write(try header(ordered, metadata: metadata, file: url.path))
        for (_, tensor) in ordered { try write(tensor, to: file) }
        try file.finish(synchronize: synchronize)
    }

    private static func write(_ tensor: Tensor, to file: OutputFile) throws(TorchError) {
        guard tensor.count > 0 else { return }
        let local = try tensor.detached().to(device: .cpu).contiguous()
        do {
            try local.withUnsafeBytes { try file.write($0) }
        } catch let error as TorchError {
            throw error
        } catch {
            throw .system(file: file.path, action: "write it", reason: "\(error)")
        }
    }

    /// The header's length and the header, filled with spaces to a multiple of 8 bytes.
    private static func header(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String], file: String
    ) throws(TorchError) -> [UInt8] {
        var values: [String: Value] = metadata.isEmpty ? [:] : ["__metadata__": .metadata(metadata)]
        var offset = 0
        for (name, tensor) in tensors {
            let type = tensor.dtype
            let size = tensor.count * type.size
            guard let typeName = SafetensorsHeader.typeNames.first(where: { $0.dtype == type })?.name else {
                throw .invalidTensor(file: file, tensor: name, found: type.name, expected: "a type of the format")
            }
            let value = Value.tensor(.init(dtype: typeName, shape: tensor.shape, offsets: [offset, offset + size]))
            guard values.updateValue(value, forKey: name) == nil else {
                throw .invalidTensor(file: file, tensor: name, found: "the name twice", expected: "once")
            }
            offset += size
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var json = (try? encoder.encode(values)).map([UInt8].init) else {
            throw .invalidFile(file: file, found: "names or metadata that are no text", expected: "text")
        }
        json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { [UInt8]($0) } + json
    }

    private enum Value: Encodable {
        case metadata([String: String])
        case tensor(Entry)

        struct Entry: Encodable {
            var dtype: String
            var shape: [Int]
            var offsets: [Int]

            enum CodingKeys: String, CodingKey {
                case dtype, shape
                case offsets = "data_offsets"
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .metadata(let strings): try strings.encode(to: encoder)
            case .tensor(let entry): try entry.encode(to: encoder)
            }
        }
    }
}

/// A file being written, that reports everything the system refuses.
private final class OutputFile {
    let path: String
    private var descriptor: Int32

    init(path: String) throws(TorchError) {
        self.path = path
        // A new file in its place, because tensors that are mapped from the old one must stay readable.
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw failure("create it") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func write(_ bytes: [UInt8]) throws(TorchError) {
        let result: Result<Void, TorchError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(TorchError) in try write(buffer) }
        }
        try result.get()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TorchError) {
        var rest = bytes
        while !rest.isEmpty {
            // The system writes at most 2 GB at a time.
            #if canImport(Darwin)
                let written = Darwin.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            #elseif canImport(Glibc)
                let written = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            #else
                let written = Musl.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            #endif
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw failure("write it") }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Closes the file; some file systems report a full disk only here.
    func finish(synchronize: Bool) throws(TorchError) {
        if synchronize, fsync(descriptor) != 0 { throw failure("bring it to the disk") }
        let open = descriptor
        descriptor = -1
        if close(open) != 0 { throw failure("close it") }
    }

    private func failure(_ action: String) -> TorchError {
        .system(file: path, action: action, reason: String(cString: strerror(errno)))
    }
}
