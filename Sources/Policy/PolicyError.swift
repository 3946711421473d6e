/// What can be wrong with a model folder or with what a model is asked to do.
public enum PolicyError: Error, Equatable, Sendable {
    /// A file of the folder that is absent or cannot be read.
    case unreadable(file: String, reason: String)
    /// A file that cannot be written.
    case unwritable(file: String, reason: String)
    /// A key of a configuration whose value is missing, of the wrong type, impossible, or not supported.
    case configuration(file: String, key: String, found: String, expected: String)
    /// A weight that the configuration asks for and no file has.
    case missingTensors(folder: String, names: [String])
    /// Weights that the configuration has no place for.
    case unexpectedTensors(folder: String, names: [String])
    /// A weight of another shape than the configuration says.
    case wrongShape(file: String, tensor: String, found: [Int], expected: [Int])
    /// A weight whose elements are no real numbers.
    case wrongType(file: String, tensor: String, found: String)
    /// A token id outside the vocabulary.
    case token(found: Int, vocabulary: Int)
    /// Segments, tokens or positions that do not fit each other.
    case segments(found: String, expected: String)
}

extension PolicyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): could not read it: \(reason)"
        case .unwritable(let file, let reason): "\(file): could not write it: \(reason)"
        case .configuration(let file, let key, let found, let expected): "\(file): \(key): found \(found), expected \(expected)"
        case .missingTensors(let folder, let names): "\(folder): missing \(Self.list(names))"
        case .unexpectedTensors(let folder, let names): "\(folder): config.json has no place for \(Self.list(names))"
        case .wrongShape(let file, let tensor, let found, let expected):
            "\(file): tensor '\(tensor)': found shape \(found), expected \(expected)"
        case .wrongType(let file, let tensor, let found):
            "\(file): tensor '\(tensor)': found elements of \(found), expected float32, float64, bfloat16 or float16"
        case .token(let found, let vocabulary): "token id \(found): expected 0 ..< \(vocabulary)"
        case .segments(let found, let expected): "segments: found \(found), expected \(expected)"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        let more = names.count > 8 ? " and \(names.count - 8) more" : ""
        return "\(names.count == 1 ? "tensor" : "tensors") \(shown)\(more)"
    }
}
