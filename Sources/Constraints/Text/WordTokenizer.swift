/// Word tokens by the rules of NLTK's Treebank-style tokenizer.
///
/// The reference rewrites a whole sentence pass by pass, setting marks and clitics off with spaces, and cuts at white space. Most items between
/// white space are out of reach of every pass, or of all but one; those become tokens where they stand. Only stretches of other
/// items, with one white space on either side, go through the passes.
struct WordTokenizer {
    private let source: Codes
    private var tokens: [Range<Int>] = []
    /// What the passes wrote; its places count from the end of the source.
    private var rewritten = Scalars()
    private var rewriter = TreebankRewriter()

    /// The tokens of every sentence, one after the other.
    static func tokens(of sentences: PieceList) -> PieceList {
        var (ranges, rewritten): ([Range<Int>], Scalars) = sentences.withCodes { codes in
            var tokenizer = WordTokenizer(source: codes)
            for sentence in sentences.ranges { tokenizer.take(sentence) }
            return (tokenizer.tokens, tokenizer.rewritten)
        }
        if rewritten.isEmpty { return PieceList(buffer: sentences.buffer, ranges: ranges) }
        rewritten.insert(contentsOf: sentences.buffer, at: 0)
        return PieceList(buffer: rewritten, ranges: ranges)
    }

    /// The tokens of one stretch that counts as a sentence.
    static func tokens(ofSentence sentence: Piece) -> PieceList {
        tokens(of: PieceList(buffer: Scalars(sentence), ranges: [0..<sentence.count]))
    }

    private init(source: Codes) {
        self.source = source
        tokens.reserveCapacity(source.count / 4 + 4)
    }

    private mutating func take(_ sentence: Range<Int>) {
        var index = sentence.lowerBound
        while true {
            let start = skipSpace(index, sentence)
            guard start < sentence.upperBound else { return }
            let end = itemEnd(start, sentence)
            let next = skipSpace(end, sentence)
            let following = next < sentence.upperBound ? source[next] : nil
            if takeSimple(start..<end, before: following) {
                index = end
            } else {
                index = takeStretch(from: start, firstEnd: end, sentence)
            }
        }
    }

    @inline(__always)
    private func skipSpace(_ start: Int, _ sentence: Range<Int>) -> Int {
        var index = start
        while index < sentence.upperBound, source[index].isSpace { index += 1 }
        return index
    }

    @inline(__always)
    private func itemEnd(_ start: Int, _ sentence: Range<Int>) -> Int {
        var index = start
        while index < sentence.upperBound, !source[index].isSpace { index += 1 }
        return index
    }

    // MARK: Items that no pass, or one alone, acts on

    /// Letters, digits and underscores, which no mark is; not the two letters that a case-blind pass takes for an `i`.
    @inline(__always)
    private static func isPlain(_ code: UInt32) -> Bool { code.isWordCharacter && code != 0x130 && code != 0x131 }

    /// Takes an item of plain characters, perhaps with one mark or clitic behind them; false where it is of another kind.
    /// - Parameter following: the character that the sentence's next item begins with; nil for the last item.
    private mutating func takeSimple(_ item: Range<Int>, before following: UInt32?) -> Bool {
        var end = item.lowerBound
        while end < item.upperBound, Self.isPlain(source[end]) { end += 1 }
        if end == item.upperBound {
            takeWord(item)
            return true
        }
        guard end > item.lowerBound else { return false }
        if end + 1 == item.upperBound { return takeMarked(item, before: following) }
        // The clitic may have taken the last plain letter, the n of n't.
        guard source[end] == 0x27, let clitic = cliticStart(end, item) else { return false }
        takeWord(item.lowerBound..<clitic)
        tokens.append(clitic..<item.upperBound)
        return true
    }

    private mutating func takeMarked(_ item: Range<Int>, before following: UInt32?) -> Bool {
        let mark = item.upperBound - 1
        switch source[mark] {
        case 0x2c, 0x3a, 0x3b, 0x3f, 0x21: break
        case 0x2e:
            guard let following else { break }
            // A period before nothing but closing marks may be the final one.
            if TreebankRewriter.isCloser(following, typographic: true) { return false }
            return takeInnerPeriod(item.lowerBound..<mark)
        default: return false
        }
        takeWord(item.lowerBound..<mark)
        tokens.append(mark..<item.upperBound)
        return true
    }

    /// Inside a sentence a period stays on its word, unless the word is a contraction that needs no white space behind it.
    private mutating func takeInnerPeriod(_ word: Range<Int>) -> Bool {
        if source[word.lowerBound] | 0x20 != 0x77, Contraction.cut(of: Codes(rebasing: source[word])) != nil {
            takeWord(word)
            tokens.append(word.upperBound..<(word.upperBound + 1))
        } else {
            tokens.append(word.lowerBound..<(word.upperBound + 1))
        }
        return true
    }

    private mutating func takeWord(_ word: Range<Int>) {
        guard let cut = Contraction.cut(of: Codes(rebasing: source[word])) else {
            tokens.append(word)
            return
        }
        tokens.append(word.lowerBound..<(word.lowerBound + cut))
        tokens.append((word.lowerBound + cut)..<word.upperBound)
    }

    /// Where the clitic begins that ends an item, given the place of its only apostrophe.
    private func cliticStart(_ apostrophe: Int, _ item: Range<Int>) -> Int? {
        switch item.upperBound - apostrophe {
        case 2:
            switch source[apostrophe + 1] {
            case 0x73, 0x53, 0x6d, 0x4d, 0x64, 0x44: return apostrophe
            case 0x74: return apostrophe >= item.lowerBound + 2 && source[apostrophe - 1] == 0x6e ? apostrophe - 1 : nil
            case 0x54: return apostrophe >= item.lowerBound + 2 && source[apostrophe - 1] == 0x4e ? apostrophe - 1 : nil
            default: return nil
            }
        case 3:
            switch (source[apostrophe + 1], source[apostrophe + 2]) {
            case (0x6c, 0x6c), (0x4c, 0x4c), (0x72, 0x65), (0x52, 0x45), (0x76, 0x65), (0x56, 0x45): return apostrophe
            default: return nil
            }
        default: return nil
        }
    }

    // MARK: Other items

    /// Rewrites neighbouring items that are not simple, and gives where it stopped.
    private mutating func takeStretch(from start: Int, firstEnd: Int, _ sentence: Range<Int>) -> Int {
        var end = firstEnd
        while true {
            let next = skipSpace(end, sentence)
            guard next < sentence.upperBound else {
                end = sentence.upperBound
                break
            }
            let nextEnd = itemEnd(next, sentence)
            var place = next
            while place < nextEnd, Self.isPlain(source[place]) { place += 1 }
            if place == nextEnd { break }
            end = nextEnd
        }
        let from = start > sentence.lowerBound ? start - 1 : start
        let isLast = end == sentence.upperBound
        let stretch = Codes(rebasing: source[from..<(isLast ? end : end + 1)])
        let offset = source.count + rewritten.count
        for item in rewriter.rewrite(stretch, isFirst: from == sentence.lowerBound, isLast: isLast, into: &rewritten) {
            tokens.append((item.lowerBound + offset)..<(item.upperBound + offset))
        }
        return end
    }
}
