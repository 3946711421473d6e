import Constraints

/// The replies of a file by their prompts.
struct ReplyTable {
    private struct Entry {
        var reply: String
        var line: Int
        var isUsed = false
    }

    private var entries: [String: Entry] = [:]
    /// The prompt of each trimmed prompt, the first where several are the same when trimmed.
    private var prompts: [String: String] = [:]

    /// Reads rows of `{"prompt", "response"}`; a null response is none.
    /// - Throws: ``DatasetError`` naming file, line and key; a second reply to a prompt is an error, since only one could be judged.
    init(path: String) throws {
        try ConstraintRows.forEachRow(of: path) { row, line in
            guard let prompt = row.request else { throw RowError("key 'prompt': expected a string") }
            guard let reply = row["response"] ?? row["prediction"] else { throw RowError("missing key 'response'") }
            guard reply == .none || reply.string != nil else {
                throw RowError("key 'response': found \(reply.kind), expected a string")
            }
            guard let text = reply.string else { return }
            if let first = entries[prompt], first.reply != text {
                throw RowError("found another reply to the prompt of line \(first.line), expected one reply a prompt")
            }
            if entries[prompt] == nil { entries[prompt] = Entry(reply: text, line: line) }
            let trimmed = prompt.pythonTrimmed
            if prompts[trimmed] == nil { prompts[trimmed] = prompt }
        }
    }

    /// The reply to a prompt, by its text, then by its trimmed form.
    mutating func reply(to prompt: String) -> String? {
        let key = entries[prompt] == nil ? prompts[prompt.pythonTrimmed] : prompt
        guard let key, let entry = entries[key] else { return nil }
        entries[key]?.isUsed = true
        return entry.reply
    }

    /// Replies that nobody asked for.
    var unmatched: Int { entries.values.count { !$0.isUsed } }
}
