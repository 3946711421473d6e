public import Foundation

/// A safetensors file, mapped into memory; a tensor's bytes are read when they are used.
///
/// Opening checks everything the format promises: header length, known element types, sizes, and that the tensors cover the data exactly.
public struct SafetensorsFile: Sendable {
    /// What is known of a tensor without reading it.
    public struct Description: Sendable, Equatable {
        public let dtype: DType
        public let shape: [Int]
    }

    /// The file's path, for messages.
    public let path: String
    /// What the writer noted, for example `format: pt`.
    public var metadata: [String: String] { header.metadata }
    /// The tensors' names in the order of their bytes.
    public let names: [String]

    private let header: SafetensorsHeader
    private let file: MappedFile
    private let dataStart: Int

    /// The longest header read, that of the reference implementation.
    private static let longestHeader = 100_000_000

    /// - Throws: `TorchError` naming the file, and the tensor where one is at fault.
    public init(_ url: URL) throws(TorchError) {
        path = url.path
        file = try MappedFile(path: path)
        guard file.bytes.count >= 8 else {
            throw .invalidFile(file: path, found: "\(file.bytes.count) bytes", expected: "at least the 8 of the header's length")
        }
        let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(Self.longestHeader) else {
            throw .invalidFile(file: path, found: "a header of \(length) bytes", expected: "at most \(Self.longestHeader)")
        }
        dataStart = 8 + Int(length)
        guard dataStart <= file.bytes.count else {
            throw .invalidFile(
                file: path, found: "\(file.bytes.count) bytes", expected: "a header up to byte \(dataStart) (is it truncated?)")
        }
        let json = Data(file.bytes[8..<dataStart])
        header = try SafetensorsHeader(json: json, dataSize: file.bytes.count - dataStart, file: path)
        names = header.entries.sorted { ($0.value.bytes.lowerBound, $0.key) < ($1.value.bytes.lowerBound, $1.key) }.map(\.key)
    }

    /// Type and shape of a tensor; nil where the file has none of that name.
    public func description(of name: String) -> Description? {
        header.entries[name].map { Description(dtype: $0.dtype, shape: $0.shape) }
    }

    /// A tensor of the file, on the CPU. It shares the mapped memory; changing it does not change the file.
    /// - Throws: `TorchError.invalidFile` where the file has none of that name.
    public func tensor(_ name: String) throws(TorchError) -> Tensor {
        guard let entry = header.entries[name] else {
            throw .invalidFile(file: path, found: "no tensor '\(name)'", expected: "one among its \(names.count)")
        }
        let bytes = UnsafeMutableRawBufferPointer(
            rebasing: file.bytes[dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound])
        guard let address = bytes.baseAddress, !bytes.isEmpty, Int(bitPattern: address) % entry.dtype.size == 0 else {
            // Nothing to share, or not where this type may lie.
            return try Tensor(bytes: UnsafeRawBufferPointer(bytes), shape: entry.shape, dtype: entry.dtype)
        }
        return try Tensor.over(address, shape: entry.shape, dtype: entry.dtype, owner: file)
    }
}
