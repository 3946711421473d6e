extension DecodingError {
    /// One line that names the key of a row and what is wrong with it.
    public var rowReason: String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "row" : path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
        }
        return switch self {
        case .typeMismatch(let type, let context):
            "\(place(context.codingPath)): found another type, expected \(Self.words(for: type))"
        case .valueNotFound(let type, let context): "\(place(context.codingPath)): found null, expected \(Self.words(for: type))"
        case .keyNotFound(let key, let context): "\(place(context.codingPath)): missing key '\(key.stringValue)'"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "not a JSON object"
        case .dataCorrupted(let context): "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "cannot be decoded"
        }
    }

    /// A type as a reader of JSON knows it.
    private static func words(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        default: "\(type)".hasPrefix("Array") ? "a list" : "\(type)".hasPrefix("Dictionary") ? "an object" : "\(type)"
        }
    }
}
