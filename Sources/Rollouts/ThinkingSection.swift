/// The part of a reply that a reasoning model writes for itself, between `<think>` and `</think>`.
public enum ThinkingSection {
    /// The reply without its thinking section: what follows the last `</think>`.
    ///
    /// A section that was opened and never closed (the token budget ran out) leaves nothing, since nothing was answered;
    /// text before the opening mark is kept.
    public static func removed(from reply: String) -> String {
        if let close = lastIndex(after: "</think>", in: reply) { return String(reply[close...]) }
        if let open = firstIndex(of: "<think>", in: reply) { return String(reply[..<open]) }
        return reply
    }

    private static func lastIndex(after mark: String, in text: String) -> String.Index? {
        var found: String.Index?
        let utf8 = text.utf8
        var start = utf8.startIndex
        while let range = range(of: mark, in: utf8[start...]) {
            found = range.upperBound
            start = range.upperBound
        }
        return found
    }

    private static func firstIndex(of mark: String, in text: String) -> String.Index? {
        range(of: mark, in: text.utf8[...])?.lowerBound
    }

    private static func range(of mark: String, in utf8: Substring.UTF8View) -> Range<String.Index>? {
        guard let first = mark.utf8.first else { return nil }
        var index = utf8.startIndex
        while let candidate = utf8[index...].firstIndex(of: first) {
            if utf8[candidate...].starts(with: mark.utf8) {
                return candidate..<utf8.index(candidate, offsetBy: mark.utf8.count)
            }
            index = utf8.index(after: candidate)
        }
        return nil
    }
}
