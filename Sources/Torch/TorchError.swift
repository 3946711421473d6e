/// Everything that can go wrong between Swift and libtorch, and in reading and writing tensor files.
public enum TorchError: Error, Equatable, Sendable {
    /// libtorch refused an operation; its own message, first line.
    case libtorch(String)
    /// A name that is no device of this machine.
    case unknownDevice(found: String, expected: String)
    /// As many elements given as the shape does not hold.
    case wrongElementCount(found: Int, expected: Int, shape: [Int])
    /// A file that is not what its format says.
    case invalidFile(file: String, found: String, expected: String)
    /// One tensor of a file that is not what its format says.
    case invalidTensor(file: String, tensor: String, found: String, expected: String)
    /// The operating system refused to open, map or write a file.
    case system(file: String, action: String, reason: String)
    /// State of an optimiser that does not belong to its parameters.
    case invalidState(tensor: String, found: String, expected: String)
}

extension TorchError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .libtorch(let message): "libtorch: \(message)"
        case .unknownDevice(let found, let expected): "unknown device '\(found)': expected \(expected)"
        case .wrongElementCount(let found, let expected, let shape):
            "\(found) elements given for shape \(shape): expected \(expected)"
        case .invalidFile(let file, let found, let expected): "\(file): found \(found), expected \(expected)"
        case .invalidTensor(let file, let tensor, let found, let expected):
            "\(file): tensor '\(tensor)': found \(found), expected \(expected)"
        case .system(let file, let action, let reason): "\(file): could not \(action): \(reason)"
        case .invalidState(let tensor, let found, let expected):
            "optimiser state of '\(tensor)': found \(found), expected \(expected)"
        }
    }
}
