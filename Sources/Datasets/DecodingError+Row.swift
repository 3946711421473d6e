extension DecodingError {
    /// One line that names the key of a row and what is wrong with it.
    public var rowReason: String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "row" : path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
        }
        return switch self {
        case .typeMismatch(let type, let context): "\(place(context.codingPath)): found another type, expected \(type)"
        case .valueNotFound(let type, let context): "\(place(context.codingPath)): found null, expected \(type)"
        case .keyNotFound(let key, let context): "\(place(context.codingPath)): missing key '\(key.stringValue)'"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "not a JSON object"
        case .dataCorrupted(let context): "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "cannot be decoded"
        }
    }
}
