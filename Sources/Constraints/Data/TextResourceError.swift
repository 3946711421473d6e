/// Why language data that are there cannot be used.
public struct TextResourceError: Error, Equatable, CustomStringConvertible {
    /// The text at fault: the label it was given under, such as `weights`, or its file.
    public var source: String
    public var reason: String

    public init(source: String, reason: String) {
        self.source = source
        self.reason = reason
    }

    public var description: String { "\(source): \(reason)" }
}
