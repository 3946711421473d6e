/// The passes of NLTK's Treebank-style tokenizer over a stretch of a sentence: they set marks and clitics off with spaces.
///
/// A pass runs only where the stretch holds a character it acts on.
struct TreebankRewriter {
    private var text = Scalars()
    private var output = Scalars()

    /// Rewrites a stretch, appends what came out to a buffer, and gives the items of that.
    /// - Parameters:
    ///   - isFirst: the stretch begins its sentence.
    ///   - isLast: it ends it.
    mutating func rewrite(_ stretch: Codes, isFirst: Bool, isLast: Bool, into buffer: inout Scalars) -> [Range<Int>] {
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: stretch)
        rewrite(isFirst: isFirst, isLast: isLast)
        buffer.append(contentsOf: text)
        return text.withUnsafeBufferPointer { $0.itemRanges() }
    }

    private mutating func rewrite(isFirst: Bool, isLast: Bool) {
        let marks = Marks(text)
        openQuotes(marks, isFirst: isFirst)
        punctuation(marks, isLast: isLast)
        if marks.bracket {
            setOff { [0x5d, 0x5b, 0x28, 0x29, 0x7b, 0x7d, 0x3c, 0x3e].contains($0) }
        }
        if marks.dash { setOff(pair: 0x2d) }
        text.insert(32, at: 0)
        text.append(32)
        closeQuotes(marks)
        Contraction.rewrite(&text, &output)
    }

    /// Which kinds of marks a sentence holds.
    private struct Marks {
        var openQuote = false, closeQuote = false, backtick = false, quote = false, apostrophe = false
        var colon = false, dots = false, symbol = false, star = false, bracket = false, dash = false, end = false, wideSpace = false

        init(_ text: Scalars) {
            for code in text where !code.isASCIILetter {
                switch code {
                case 0xab, 0x201c, 0x2018, 0x201e: openQuote = true
                case 0xbb, 0x201d, 0x2019: closeQuote = true
                case 0x60: backtick = true
                case 0x22: quote = true
                case 0x27: apostrophe = true
                case 0x3a, 0x2c: colon = true
                case 0x2e: dots = true
                case 0x3b, 0x40, 0x23, 0x24, 0x25, 0x26: symbol = true
                case 0x3f, 0x21: end = true
                case 0x2a: star = true
                case 0x5d, 0x5b, 0x28, 0x29, 0x7b, 0x7d, 0x3c, 0x3e: bracket = true
                case 0x2d: dash = true
                case 32: break
                default: if code.isSpace { wideSpace = true }
                }
            }
        }
    }

    // MARK: Passes

    /// Takes over what a pass wrote.
    private mutating func commit() {
        swap(&text, &output)
        output.removeAll(keepingCapacity: true)
    }

    /// A space on either side of every character that satisfies the condition.
    private mutating func setOff(_ condition: (UInt32) -> Bool) {
        for code in text {
            if condition(code) { output += [32, code, 32] } else { output.append(code) }
        }
        commit()
    }

    /// A space on either side of every doubled mark.
    private mutating func setOff(pair mark: UInt32, as replacement: UInt32? = nil) {
        var index = 0
        while index < text.count {
            if text[index] == mark, index + 1 < text.count, text[index + 1] == mark {
                let written = replacement ?? mark
                output += [32, written, written, 32]
                index += 2
            } else {
                output.append(text[index])
                index += 1
            }
        }
        commit()
    }

    /// A space on either side of every run of at least `length` marks.
    private mutating func setOff(runsOf mark: UInt32, length: Int) {
        var index = 0
        while index < text.count {
            var end = index
            while end < text.count, text[end] == mark { end += 1 }
            if end - index >= length {
                output.append(32)
                output += text[index..<end]
                output.append(32)
                index = end
            } else {
                output.append(text[index])
                index += 1
            }
        }
        commit()
    }

    private mutating func openQuotes(_ marks: Marks, isFirst: Bool) {
        if marks.openQuote { setOff { $0 == 0xab || $0 == 0x201c || $0 == 0x2018 || $0 == 0x201e } }
        if marks.backtick { setOff(runsOf: 0x60, length: 1) }
        if isFirst, marks.quote, text.first == 0x22 { text.replaceSubrange(0..<1, with: [0x60, 0x60]) }
        if marks.backtick || marks.quote { setOff(pair: 0x60) }
        if marks.quote || marks.apostrophe { openStraightQuotes() }
        if marks.apostrophe { splitAfterApostrophe() }
    }

    /// A double quote after a space or an opening bracket opens.
    private mutating func openStraightQuotes() {
        var index = 0
        while index < text.count {
            let code = text[index]
            output.append(code)
            index += 1
            guard code == 32 || code == 0x28 || code == 0x5b || code == 0x7b || code == 0x3c, index < text.count else { continue }
            let length = text[index] == 0x22 ? 1 : text[...].matches([0x27, 0x27], at: index) ? 2 : 0
            if length > 0 {
                output += [32, 0x60, 0x60, 32]
                index += length
            }
        }
        commit()
    }

    private static let clitics = ["re", "ve", "ll", "m", "t", "s", "d", "n"].map { Scalars($0) }

    /// An apostrophe before a lone word character that starts no clitic.
    private mutating func splitAfterApostrophe() {
        var index = 0
        while index < text.count {
            let code = text[index]
            output.append(code)
            index += 1
            guard code == 0x27, index < text.count, text[index].isWordCharacter else { continue }
            guard index + 1 == text.count || !text[index + 1].isWordCharacter else { continue }
            let isClitic = Self.clitics.contains { text.startsFolded(with: $0, at: index) }
            if !isClitic {
                output += [32, text[index]]
                index += 1
            }
        }
        commit()
    }

    private mutating func punctuation(_ marks: Marks, isLast: Bool) {
        if isLast, marks.dots { splitFinalPeriod(typographic: true) }
        if marks.colon { splitColons() }
        if marks.dots { setOff(runsOf: 0x2e, length: 2) }
        if marks.symbol {
            setOff { $0 == 0x3b || $0 == 0x40 || $0 == 0x23 || $0 == 0x24 || $0 == 0x25 || $0 == 0x26 }
        }
        if isLast, marks.dots { splitFinalPeriod(typographic: false) }
        if marks.end { setOff { $0 == 0x3f || $0 == 0x21 } }
        if marks.apostrophe { splitClosingApostrophe() }
        if marks.star { setOff { $0 == 0x2a } }
    }

    /// The period at the end, with the closing marks behind it.
    private mutating func splitFinalPeriod(typographic: Bool) {
        var end = text.count
        while end > 0, text[end - 1].isSpace { end -= 1 }
        var closers = end
        if typographic {
            // Plain spaces belong to the closers here.
            closers = text.count
            while closers > end, text[closers - 1] == 32 || text[closers - 1].isSpace { closers -= 1 }
        }
        while closers > 0, Self.isCloser(text[closers - 1], typographic: typographic) { closers -= 1 }
        guard closers >= 2, text[closers - 1] == 0x2e, text[closers - 2] != 0x2e else { return }
        let tail = Scalars(text[closers..<end])
        text.removeSubrange((closers - 1)...)
        text += [32, 0x2e]
        if typographic { text.append(32) }
        text += tail
        text.append(32)
    }

    static func isCloser(_ code: UInt32, typographic: Bool) -> Bool {
        switch code {
        case 0x5d, 0x29, 0x7d, 0x3e, 0x22, 0x27: true
        case 0xbb, 0x201d, 0x2019, 0x20: typographic
        default: false
        }
    }

    private mutating func splitColons() {
        var index = 0
        while index < text.count {
            let code = text[index]
            index += 1
            guard code == 0x3a || code == 0x2c, index < text.count, !text[index].isDecimal else {
                output.append(code)
                continue
            }
            output += [32, code, 32, text[index]]
            index += 1
        }
        if let last = output.last, last == 0x3a || last == 0x2c {
            output.removeLast()
            output += [32, last, 32]
        }
        commit()
    }

    private mutating func splitClosingApostrophe() {
        var index = 0
        while index < text.count {
            output.append(text[index])
            if text[index] != 0x27, text[...].matches([0x27, 32], at: index + 1) {
                output += [32, 0x27, 32]
                index += 3
            } else {
                index += 1
            }
        }
        commit()
    }

    private mutating func closeQuotes(_ marks: Marks) {
        if marks.closeQuote { setOff { $0 == 0xbb || $0 == 0x201d || $0 == 0x2019 } }
        if marks.apostrophe { setOff(pair: 0x27) }
        if marks.quote {
            for code in text {
                if code == 0x22 { output += [32, 0x27, 0x27, 32] } else { output.append(code) }
            }
            commit()
        }
        if marks.wideSpace { for index in text.indices where text[index].isSpace { text[index] = 32 } }
        guard marks.apostrophe || marks.quote else { return }
        splitClitics { $0.shortClitic(at: $1) }
        splitClitics { $0.longClitic(at: $1) }
    }

    /// A space before a clitic that follows a character and ends in a space.
    private mutating func splitClitics(_ length: (Scalars, Int) -> Int?) {
        var index = 0
        while index < text.count {
            let code = text[index]
            output.append(code)
            index += 1
            guard code != 0x27, code != 32, let taken = length(text, index) else { continue }
            output.append(32)
            output += text[index..<(index + taken + 1)]
            index += taken + 1
        }
        commit()
    }
}

extension Array where Element == UInt32 {
    func startsFolded(with word: Scalars, at index: Int) -> Bool {
        guard index + word.count <= count else { return false }
        return word.indices.allSatisfy { self[index + $0].caseFolded == word[$0] }
    }

    /// Length of `'s`, `'m`, `'d` or `'` before a space.
    fileprivate func shortClitic(at index: Int) -> Int? {
        guard index + 1 < count, self[index] == 0x27 else { return nil }
        if self[index + 1] == 32 { return 1 }
        let letter = self[index + 1] | 0x20
        guard self[index + 1] < 128, letter == 0x73 || letter == 0x6d || letter == 0x64 else { return nil }
        return index + 2 < count && self[index + 2] == 32 ? 2 : nil
    }

    /// Length of `'ll`, `'re`, `'ve`, `n't` in one case before a space.
    fileprivate func longClitic(at index: Int) -> Int? {
        guard index + 3 < count, self[index + 3] == 32 else { return nil }
        switch (self[index], self[index + 1], self[index + 2]) {
        case (0x27, 0x6c, 0x6c), (0x27, 0x4c, 0x4c), (0x27, 0x72, 0x65), (0x27, 0x52, 0x45), (0x27, 0x76, 0x65), (0x27, 0x56, 0x45),
            (0x6e, 0x27, 0x74), (0x4e, 0x27, 0x54):
            return 3
        default: return nil
        }
    }
}
