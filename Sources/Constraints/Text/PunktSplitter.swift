/// Splits a text into sentences by the Punkt algorithm of Kiss and Strunk (2006), as NLTK 3.9 runs it.
struct PunktSplitter {
    let model: PunktModel

    /// The sentences of a whole text.
    func sentences(of text: Scalars) -> PieceList {
        PieceList(
            buffer: text,
            ranges: text.withUnsafeBufferPointer { codes in
                var decision = PunktDecision(codes: codes, model: model)
                return Self.realigned(slices(of: codes, &decision), codes)
            })
    }

    /// A mark that may end a sentence, and what decides about it.
    private struct Candidate {
        /// Where the sentence would end.
        var end: Int
        /// Where the next token begins, if white space follows.
        var nextToken: Int?
        /// The word before the mark, the mark and what follows.
        var context: Range<Int>
    }

    // MARK: Candidates

    private func slices(of codes: Codes, _ decision: inout PunktDecision) -> [Range<Int>] {
        var slices: [Range<Int>] = []
        var last = 0
        func settle(_ candidate: Candidate) {
            guard decision.breaks(candidate.context) else { return }
            slices.append(last..<candidate.end)
            last = candidate.nextToken ?? candidate.end
        }
        var previousStart = 0
        var previousEnd = 0
        var pending: Candidate?
        for index in 0..<codes.count where Self.isSentenceEnd(codes[index]) {
            guard let following = Self.following(index, codes) else { continue }
            let wordStart = Self.wordStart(before: index, after: previousEnd, codes) ?? previousStart
            if let pending, previousEnd <= wordStart { settle(pending) }
            pending = Candidate(end: index + 1, nextToken: following.token, context: wordStart..<following.end)
            previousStart = wordStart
            previousEnd = index
        }
        if let pending { settle(pending) }
        var end = codes.count
        while end > 0, codes[end - 1].isSpace { end -= 1 }
        slices.append(last..<max(end, last))
        return slices
    }

    /// The reference takes a space that is the first character after the previous mark for none.
    private static func wordStart(before index: Int, after start: Int, _ codes: Codes) -> Int? {
        var place = index - 1
        while place > start {
            if ASCIISet.cWhitespace.contains(codes[place]) { return place + 1 }
            place -= 1
        }
        return nil
    }

    /// What stands behind a mark: one non-word character, or white space and a token; nil where neither.
    private static func following(_ index: Int, _ codes: Codes) -> (token: Int?, end: Int)? {
        let after = index + 1
        guard after < codes.count else { return nil }
        if isNonWord(codes[after]) { return (nil, after + 1) }
        guard codes[after].isSpace else { return nil }
        var token = after + 1
        while token < codes.count, codes[token].isSpace { token += 1 }
        guard token < codes.count else { return nil }
        var end = token + 1
        while end < codes.count, !codes[end].isSpace { end += 1 }
        return (token, end)
    }

    @inline(__always)
    static func isSentenceEnd(_ code: UInt32) -> Bool { code == 0x2e || code == 0x3f || code == 0x21 }

    /// `)`, `"`, `;`, `}`, `]`, `*`, `:`, `@`, `'`, `(`, `{`, `[`, `!`, `?`
    private static let nonWords = ASCIISet(low: 0x8c00_0786_0000_0000, high: 0x2800_0000_2800_0001)

    @inline(__always)
    static func isNonWord(_ code: UInt32) -> Bool { nonWords.contains(code) }

    // MARK: Realignment

    /// Moves closing marks at the begin of a slice to the sentence before.
    private static func realigned(_ slices: [Range<Int>], _ codes: Codes) -> [Range<Int>] {
        var result: [Range<Int>] = []
        result.reserveCapacity(slices.count)
        var shift = 0
        for (index, slice) in slices.enumerated() {
            let start = min(slice.lowerBound + shift, slice.upperBound)
            guard index + 1 < slices.count else {
                if start < slice.upperBound { result.append(start..<slice.upperBound) }
                break
            }
            let next = slices[index + 1]
            if let (length, trimmed) = closing(next, codes) {
                result.append(start..<(next.lowerBound + trimmed))
                shift = length
            } else {
                shift = 0
                if start < slice.upperBound { result.append(start..<slice.upperBound) }
            }
        }
        return result
    }

    /// The run of closing marks at the begin of a slice, with and without the white space behind it.
    private static func closing(_ slice: Range<Int>, _ codes: Codes) -> (length: Int, trimmed: Int)? {
        var index = slice.lowerBound
        while index < slice.upperBound, isClosing(codes[index]) {
            index += 1
            let marks = index - slice.lowerBound
            if index == slice.upperBound { return (marks, marks) }
            if codes[index].isSpace {
                var end = index
                while end < slice.upperBound, codes[end].isSpace { end += 1 }
                return (end - slice.lowerBound, marks)
            }
            if codes[index] == 0x2d, index + 1 < slice.upperBound, codes[index + 1] == 0x2d { return (marks, marks) }
        }
        return nil
    }

    private static func isClosing(_ code: UInt32) -> Bool {
        code == 0x22 || code == 0x27 || code == 0x29 || code == 0x5d || code == 0x7d
    }
}
