import Foundation

/// The JSON header of a safetensors file: where every tensor lies, and what else the writer noted.
struct SafetensorsHeader {
    /// One tensor's place.
    struct Entry: Sendable, Equatable {
        var dtype: DType
        var shape: [Int]
        /// Within the data that follow the header.
        var bytes: Range<Int>
    }

    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    /// The names of element types in the format.
    static let typeNames: [(name: String, dtype: DType)] = [
        ("F64", .float64), ("F32", .float32), ("F16", .float16), ("BF16", .bfloat16), ("I64", .int64), ("I32", .int32),
        ("I16", .int16), ("I8", .int8), ("U8", .uint8), ("BOOL", .bool),
    ]

    /// Reads and checks a header.
    /// - Parameters:
    ///   - json: the header's own bytes.
    ///   - dataSize: how many bytes follow it; the tensors must cover exactly these.
    init(json: Data, dataSize: Int, file: String) throws(TorchError) {
        let raw: [String: Raw]
        do {
            raw = try JSONDecoder().decode([String: Raw].self, from: json)
        } catch {
            throw .invalidFile(
                file: file, found: "a header that is not right (\(Self.reason(error)))", expected: "a JSON object of tensors")
        }
        for (name, value) in raw {
            switch value {
            case .metadata(let strings): metadata = strings
            case .tensor(let dtype, let shape, let offsets):
                entries[name] = try Self.entry(name, dtype: dtype, shape: shape, offsets: offsets, dataSize: dataSize, file: file)
            }
        }
        try checkCover(dataSize: dataSize, file: file)
    }

    private static func entry(
        _ name: String, dtype: String, shape: [Int], offsets: [Int], dataSize: Int, file: String
    ) throws(TorchError) -> Entry {
        guard let type = typeNames.first(where: { $0.name == dtype })?.dtype else {
            let known = typeNames.map(\.name).joined(separator: ", ")
            throw .invalidTensor(file: file, tensor: name, found: "dtype \(dtype)", expected: "one of \(known)")
        }
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
            throw .invalidTensor(
                file: file, tensor: name, found: "data_offsets \(offsets)", expected: "[begin, end] with 0 <= begin <= end")
        }
        guard offsets[1] <= dataSize else {
            throw .invalidTensor(
                file: file, tensor: name, found: "data up to byte \(offsets[1])",
                expected: "at most \(dataSize), which is all the file holds (is it truncated?)")
        }
        let size = offsets[1] - offsets[0]
        let (expected, overflow) = (Tensor.elementCount(of: shape) ?? .max).multipliedReportingOverflow(by: type.size)
        guard !overflow, expected == size else {
            throw .invalidTensor(
                file: file, tensor: name, found: "\(size) bytes",
                expected: "\(overflow ? "fewer elements" : "\(expected) bytes") for shape \(shape) of \(dtype)")
        }
        return Entry(dtype: type, shape: shape, bytes: offsets[0]..<offsets[1])
    }

    /// Every byte of the data belongs to exactly one tensor.
    private func checkCover(dataSize: Int, file: String) throws(TorchError) {
        var end = 0
        let inOrder = entries.sorted {
            ($0.value.bytes.lowerBound, $0.value.bytes.upperBound) < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound)
        }
        for (name, entry) in inOrder {
            guard entry.bytes.lowerBound == end else {
                throw .invalidTensor(
                    file: file, tensor: name, found: "data from byte \(entry.bytes.lowerBound)",
                    expected: "from byte \(end), where the tensor before it ends")
            }
            end = entry.bytes.upperBound
        }
        guard end == dataSize else {
            throw .invalidFile(file: file, found: "\(dataSize) bytes of data", expected: "\(end), where the last tensor ends")
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "not JSON" }
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
        @unknown default: return "not JSON"
        }
    }

    /// A value of the header as JSON has it.
    private enum Raw: Decodable {
        case metadata([String: String])
        case tensor(dtype: String, shape: [Int], offsets: [Int])

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            if decoder.codingPath.last?.stringValue == "__metadata__" {
                self = .metadata(try [String: String](from: decoder))
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self = .tensor(
                dtype: try container.decode(String.self, forKey: .dtype), shape: try container.decode([Int].self, forKey: .shape),
                offsets: try container.decode([Int].self, forKey: .offsets))
        }
    }
}
