/// A text for a model with places to fill, such as `{request}`.
public struct PromptTemplate: Sendable, Equatable {
    public var text: String

    public init(_ text: String) { self.text = text }

    /// The text with its places filled, each once and from the left, so that nothing inside a value is taken for a place. Braces around
    /// anything else stay.
    public func filled(_ values: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            if let close = rest.firstIndex(of: "}"), let value = values[String(rest[rest.index(after: open)..<close])] {
                result += value
                rest = rest[rest.index(after: close)...]
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
