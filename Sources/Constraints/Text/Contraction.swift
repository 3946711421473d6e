/// Words that the Treebank convention writes as two.
enum Contraction {
    private static let pairs: [(head: Scalars, tail: Scalars)] = [
        ("can", "not"), ("d", "'ye"), ("gim", "me"), ("gon", "na"), ("got", "ta"), ("lem", "me"), ("more", "'n"), ("wan", "na"),
    ].map { (Scalars($0.0), Scalars($0.1)) }

    /// Where a word that stands alone is cut; nil where it is no contraction.
    static func cut(of word: Codes) -> Int? {
        guard word.count == 5 || word.count == 6 else { return nil }
        func isWord(_ letters: StaticString) -> Bool {
            guard letters.utf8CodeUnitCount == word.count else { return false }
            for index in 0..<word.count where word[index] | 0x20 != UInt32(letters.utf8Start[index]) || word[index] > 127 { return false }
            return true
        }
        switch word[0] | 0x20 {
        case 0x63: return isWord("cannot") ? 3 : nil
        case 0x67: return isWord("gimme") || isWord("gonna") || isWord("gotta") ? 3 : nil
        case 0x6c: return isWord("lemme") ? 3 : nil
        case 0x77: return isWord("wanna") ? 3 : nil
        default: return nil
        }
    }

    /// Sets both parts off wherever a contraction stands, in the order of the list; then `'tis` and `'twas`.
    static func rewrite(_ text: inout Scalars, _ output: inout Scalars) {
        for (index, pair) in pairs.enumerated() {
            split(pair.head, pair.tail, &text, &output) { text, start, end in
                if start > 0, text[start - 1].isWordCharacter { return false }
                let following = end < text.count ? text[end] : nil
                if index == pairs.count - 1 { return following?.isSpace == true }
                return following?.isWordCharacter != true
            }
        }
        guard text.contains(0x27) else { return }
        for tail in ["is", "was"] {
            split(Scalars(" 't"), Scalars(tail), &text, &output) { text, _, end in
                end == text.count || !text[end].isWordCharacter
            }
        }
    }

    private static func split(
        _ head: Scalars, _ tail: Scalars, _ text: inout Scalars, _ output: inout Scalars, where condition: (Scalars, Int, Int) -> Bool
    ) {
        let whole = head + tail
        guard let first = text[...].firstIndex(folded: whole, from: 0) else { return }
        output.removeAll(keepingCapacity: true)
        output += text[..<first]
        var index = first
        while index < text.count {
            if text.startsFolded(with: whole, at: index), condition(text, index, index + whole.count) {
                output.append(32)
                output += text[index..<(index + head.count)]
                output.append(32)
                output += text[(index + head.count)..<(index + whole.count)]
                output.append(32)
                index += whole.count
            } else {
                output.append(text[index])
                index += 1
            }
        }
        swap(&text, &output)
        output.removeAll(keepingCapacity: true)
    }
}
