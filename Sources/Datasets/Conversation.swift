import Constraints
import Tokenization

extension PythonValue {
    /// A row's conversation: its `messages`, or its `prompt`, which is the text of one user turn or, as some trainers have it, a list of
    /// messages too.
    /// - Throws: `RowError` naming the key.
    func conversation() throws -> [ChatMessage] {
        for key in ["messages", "prompt"] {
            guard let value = self[key], value != .none else { continue }
            if key == "prompt", let text = value.string { return [ChatMessage(role: "user", content: text)] }
            guard let list = value.list else { throw RowError("key '\(key)': found \(value.kind), expected a list of messages") }
            guard !list.isEmpty else { throw RowError("key '\(key)': found an empty list, expected at least one message") }
            return try list.enumerated().map { index, message in
                guard let role = message["role"]?.string, let content = message["content"]?.string else {
                    throw RowError("key '\(key)[\(index)]': expected 'role' and 'content' as strings")
                }
                return ChatMessage(role: role, content: content)
            }
        }
        throw RowError("expected key 'messages' or 'prompt'")
    }

    /// What a row asks for: its `prompt`, or the last user turn of the messages there or under `messages`.
    var request: String? {
        let turn = (self["prompt"]?.list ?? self["messages"]?.list)?.last { $0["role"]?.string == "user" }
        return self["prompt"]?.string ?? turn?["content"]?.string
    }
}
