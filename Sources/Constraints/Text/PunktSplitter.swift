/// Splits a text into sentences by the Punkt algorithm of Kiss and Strunk (2006), as NLTK 3.9 runs it.
struct PunktSplitter {
    let model: PunktModel

    /// A mark that may end a sentence, and what decides about it.
    private struct Candidate {
        /// Where the sentence would end.
        var end: Int
        /// Where the next token begins, if white space follows.
        var nextToken: Int?
        /// The word before the mark, the mark and what follows.
        var context: Range<Int>
    }

    func sentences(of text: Piece) -> [Piece] {
        var slices: [Range<Int>] = []
        var last = text.startIndex
        for candidate in candidates(in: text) where breaks(text[candidate.context]) {
            slices.append(last..<candidate.end)
            last = candidate.nextToken ?? candidate.end
        }
        let end = max(text.rightTrimmed.endIndex, text.startIndex)
        slices.append(last..<max(end, last))
        return realigned(slices, text)
    }

    // MARK: Candidates

    private func candidates(in text: Piece) -> [Candidate] {
        var result: [Candidate] = []
        var previousStart = text.startIndex
        var previousEnd = text.startIndex
        var pending: Candidate?
        for index in text.indices where Self.isSentenceEnd(text[index]) {
            guard let following = following(index, text) else { continue }
            let wordStart = wordStart(before: index, after: previousEnd, text) ?? previousStart
            if let pending, previousEnd <= wordStart { result.append(pending) }
            pending = Candidate(end: index + 1, nextToken: following.token, context: wordStart..<following.end)
            previousStart = wordStart
            previousEnd = index
        }
        if let pending { result.append(pending) }
        return result
    }

    /// The reference takes a space that is the first character after the previous mark for none.
    private func wordStart(before index: Int, after start: Int, _ text: Piece) -> Int? {
        var place = index - 1
        while place > start {
            if ASCIISet.cWhitespace.contains(text[place]) { return place + 1 }
            place -= 1
        }
        return nil
    }

    /// What stands behind a mark: one non-word character, or white space and a token; nil where neither.
    private func following(_ index: Int, _ text: Piece) -> (token: Int?, end: Int)? {
        let after = index + 1
        guard after < text.endIndex else { return nil }
        if Self.isNonWord(text[after]) { return (nil, after + 1) }
        guard text[after].isSpace else { return nil }
        var token = after + 1
        while token < text.endIndex, text[token].isSpace { token += 1 }
        guard token < text.endIndex else { return nil }
        var end = token + 1
        while end < text.endIndex, !text[end].isSpace { end += 1 }
        return (token, end)
    }

    static func isSentenceEnd(_ code: UInt32) -> Bool { code == 0x2e || code == 0x3f || code == 0x21 }

    static func isNonWord(_ code: UInt32) -> Bool {
        switch Unicode.Scalar(code) {
        case ")", "\"", ";", "}", "]", "*", ":", "@", "'", "(", "{", "[", "!", "?": true
        default: false
        }
    }

    // MARK: Decision

    /// Whether a sentence ends before the last token of a context.
    private func breaks(_ context: Piece) -> Bool {
        var tokens: [PunktToken] = []
        for line in context.split(separator: 10) { PunktToken.scan(line, into: &tokens) }
        for index in tokens.indices { annotate(&tokens[index]) }
        guard tokens.count > 1 else { return false }
        for index in 0..<(tokens.count - 1) {
            decide(&tokens[index], before: tokens[index + 1])
            if tokens[index].isBreak { return true }
        }
        return false
    }

    private func annotate(_ token: inout PunktToken) {
        let text = token.text
        if text.count == 1, Self.isSentenceEnd(text[text.startIndex]) {
            token.isBreak = true
        } else if text.count > 1, text.allSatisfy({ $0 == 0x2e }) {
            token.isEllipsis = true
        } else if token.endsInPeriod, !(text.count > 1 && text[text.endIndex - 2] == 0x2e) {
            let word = text.dropLast().lowered
            let tail = word.lastIndex(of: 0x2d).map { Scalars(word[($0 + 1)...]) } ?? word
            if model.abbreviations.contains(word) || model.abbreviations.contains(tail) {
                token.isAbbreviation = true
            } else {
                token.isBreak = true
            }
        }
    }

    private func decide(_ token: inout PunktToken, before next: PunktToken) {
        guard token.endsInPeriod else { return }
        // With empty parameters only an ellipsis, an initial or a number can change the first verdict.
        let type = token.typeWithoutPeriod
        let nextType = next.isBreak ? next.typeWithoutPeriod : next.type
        if !model.collocations.isEmpty, model.collocations.contains([type, nextType]) {
            token.isBreak = false
            return
        }
        let initial = token.isInitial
        if token.isAbbreviation || token.isEllipsis, !initial {
            if startsSentence(next, nextType) == true
                || next.text.first?.isUpper == true && model.sentenceStarters.contains(nextType)
            {
                token.isBreak = true
                return
            }
        }
        guard initial || type == PunktToken.numberType else { return }
        let verdict = startsSentence(next, nextType)
        let neverLower = (model.orthography[nextType] ?? 0) & 112 == 0
        if verdict == false || verdict == nil && initial && next.text.first?.isUpper == true && neverLower {
            token.isBreak = false
        }
    }

    /// What spelling tells of a token after a period: true, false, or nil for undecided.
    private func startsSentence(_ token: PunktToken, _ type: Scalars) -> Bool? {
        guard let first = token.text.first else { return nil }
        if token.text.count == 1, [0x3b, 0x3a, 0x2c, 0x2e, 0x21, 0x3f].contains(first) { return false }
        let bits = model.orthography[type] ?? 0
        if first.isUpper, bits & 112 != 0, bits & 4 == 0 { return true }
        if first.isLower, bits & 14 != 0 || bits & 16 == 0 { return false }
        return nil
    }

    // MARK: Realignment

    /// Moves closing marks at the begin of a slice to the sentence before.
    private func realigned(_ slices: [Range<Int>], _ text: Piece) -> [Piece] {
        var result: [Piece] = []
        var shift = 0
        for (index, slice) in slices.enumerated() {
            let start = min(slice.lowerBound + shift, slice.upperBound)
            guard index + 1 < slices.count else {
                if start < slice.upperBound { result.append(text[start..<slice.upperBound]) }
                break
            }
            let next = slices[index + 1]
            if let (length, trimmed) = closing(text[next]) {
                result.append(text[start..<(next.lowerBound + trimmed)])
                shift = length
            } else {
                shift = 0
                if start < slice.upperBound { result.append(text[start..<slice.upperBound]) }
            }
        }
        return result
    }

    /// The run of closing marks at the begin of a slice, with and without the white space behind it.
    private func closing(_ slice: Piece) -> (length: Int, trimmed: Int)? {
        var index = slice.startIndex
        while index < slice.endIndex, Self.isClosing(slice[index]) {
            index += 1
            let marks = index - slice.startIndex
            if index == slice.endIndex { return (marks, marks) }
            if slice[index].isSpace {
                var end = index
                while end < slice.endIndex, slice[end].isSpace { end += 1 }
                return (end - slice.startIndex, marks)
            }
            if slice.matches([0x2d, 0x2d], at: index) { return (marks, marks) }
        }
        return nil
    }

    private static func isClosing(_ code: UInt32) -> Bool {
        code == 0x22 || code == 0x27 || code == 0x29 || code == 0x5d || code == 0x7d
    }
}
