/// One message of a conversation.
public struct ChatMessage: Sendable, Codable, Equatable, Hashable {
    /// `system`, `user` or `assistant`.
    public var role: String
    public var content: String
    /// The thinking of an assistant message, where it is kept apart from the content.
    public var reasoningContent: String?

    public init(role: String, content: String, reasoningContent: String? = nil) {
        self.role = role
        self.content = content
        self.reasoningContent = reasoningContent
    }

    private enum CodingKeys: String, CodingKey {
        case role, content
        case reasoningContent = "reasoning_content"
    }
}
