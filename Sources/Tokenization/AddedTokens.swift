/// A token that is cut out of the text before any splitting or merging.
struct AddedToken: Equatable, Sendable {
    var id: Int
    var content: [UInt8]
    /// Only where no word character stands beside it.
    var singleWord = false
    /// Takes the whitespace before it.
    var stripsLeft = false
    /// Takes the whitespace after it.
    var stripsRight = false
    /// Looked for in normalised text.
    var normalized = false
    var special = false

    var composedContent: [UInt8] { content.withUnsafeBufferPointer(CanonicalComposition.compose) ?? content }
}

/// Finds added tokens in text: leftmost first, the longest of those that start together.
struct AddedTokenMatcher: Sendable {
    private struct Node {
        var byte: UInt8
        var child: Int32 = -1
        var sibling: Int32 = -1
        var token: Int32 = -1
    }

    private let tokens: [AddedToken]
    private var nodes: [Node] = [Node(byte: 0)]
    private var startsToken = [Bool](repeating: false, count: 256)

    init(_ tokens: [AddedToken]) {
        self.tokens = tokens
        for (index, token) in tokens.enumerated() { insert(token.content, Int32(index)) }
    }

    var isEmpty: Bool { tokens.isEmpty }

    private mutating func insert(_ content: [UInt8], _ token: Int32) {
        guard let first = content.first else { return }
        startsToken[Int(first)] = true
        var at = 0
        for byte in content {
            var child = nodes[at].child
            while child >= 0, nodes[Int(child)].byte != byte { child = nodes[Int(child)].sibling }
            if child < 0 {
                child = Int32(nodes.count)
                nodes.append(Node(byte: byte, sibling: nodes[at].child))
                nodes[at].child = child
            }
            at = Int(child)
        }
        if nodes[at].token < 0 { nodes[at].token = token }
    }

    /// The longest token that starts at `start`.
    private func match(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> (token: AddedToken, end: Int)? {
        var found: (AddedToken, Int)?
        var at = 0
        var index = start
        while index < text.count {
            var child = nodes[at].child
            while child >= 0, nodes[Int(child)].byte != text[index] { child = nodes[Int(child)].sibling }
            if child < 0 { break }
            at = Int(child)
            index += 1
            if nodes[at].token >= 0 { found = (tokens[Int(nodes[at].token)], index) }
        }
        return found
    }

    /// Calls `piece` for the text between added tokens (never empty) and `token` for each of them, in order.
    func split(_ text: UnsafeBufferPointer<UInt8>, piece: (UnsafeBufferPointer<UInt8>) -> Void, token: (Int) -> Void) {
        var done = 0
        var index = 0
        while index < text.count {
            guard startsToken[Int(text[index])], let (found, matchEnd) = match(text, at: index) else {
                index &+= 1
                continue
            }
            var start = index
            var end = matchEnd
            index = matchEnd
            if found.singleWord, wordEnds(text, at: start) || wordStarts(text, at: end) { continue }
            if found.stripsLeft { start = max(leftmostSpace(text, before: start), done) }
            if found.stripsRight { end = spacesEnd(text, from: end) }
            if done < start { piece(UnsafeBufferPointer(rebasing: text[done..<start])) }
            token(found.id)
            done = end
        }
        if done < text.count { piece(UnsafeBufferPointer(rebasing: text[done...])) }
    }

    private func bits(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt8 {
        ScalarClass.table[ValidUTF8.scalar(text, index).value]
    }

    private func wordStarts(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index < text.count && bits(text, index) & ScalarClass.word != 0
    }

    private func wordEnds(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index > 0 && bits(text, ValidUTF8.previous(text, index)) & ScalarClass.word != 0
    }

    private func leftmostSpace(_ text: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
        var start = end
        while start > 0 {
            let previous = ValidUTF8.previous(text, start)
            if bits(text, previous) & ScalarClass.space == 0 { break }
            start = previous
        }
        return start
    }

    private func spacesEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, bits(text, end) & ScalarClass.space != 0 { end += ValidUTF8.scalar(text, end).length }
        return end
    }
}
