/// Decides whether a sentence ends at a mark, from the tokens around it.
struct PunktDecision {
    private let codes: Codes
    private let model: PunktModel
    // Reused from mark to mark, so that no mark costs an allocation.
    private var tokens: [PunktToken] = []
    private var type = Scalars()
    private var nextType = Scalars()

    init(codes: Codes, model: PunktModel) {
        self.codes = codes
        self.model = model
    }

    /// Whether a sentence ends before the last token of a context.
    mutating func breaks(_ context: Range<Int>) -> Bool {
        PunktToken.scan(codes, context, into: &tokens)
        guard tokens.count > 1 else { return false }
        for index in tokens.indices { annotate(index) }
        for index in 0..<(tokens.count - 1) where isBreak(index) { return true }
        return false
    }

    private func last(_ token: PunktToken) -> UInt32 { codes[token.range.upperBound - 1] }

    /// The first pass: what the token tells by itself.
    private mutating func annotate(_ index: Int) {
        let range = tokens[index].range
        if range.count == 1, PunktSplitter.isSentenceEnd(codes[range.lowerBound]) {
            tokens[index].isBreak = true
        } else if range.count > 1, range.allSatisfy({ codes[$0] == 0x2e }) {
            tokens[index].isEllipsis = true
        } else if last(tokens[index]) == 0x2e, !(range.count > 1 && codes[range.upperBound - 2] == 0x2e) {
            Self.lower(codes, range.lowerBound..<(range.upperBound - 1), into: &type)
            tokens[index].isAbbreviation = isAbbreviation(type)
            tokens[index].isBreak = !tokens[index].isAbbreviation
        }
    }

    private func isAbbreviation(_ word: Scalars) -> Bool {
        guard !model.abbreviations.isEmpty else { return false }
        if model.abbreviations.value(of: word) != nil { return true }
        guard let hyphen = word.lastIndex(of: 0x2d) else { return false }
        return model.abbreviations.contains(word[(hyphen + 1)...])
    }

    /// The second pass: the token together with the next one.
    private mutating func isBreak(_ index: Int) -> Bool {
        let (token, next) = (tokens[index], tokens[index + 1])
        guard last(token) == 0x2e else { return token.isBreak }
        Self.setType(codes, of: token, withoutPeriod: true, into: &type)
        let initial = isInitial(token)
        let isHead = !model.collocationHeads.isEmpty && model.collocationHeads.value(of: type) != nil
        // Nothing but these lets the next token change the first verdict.
        guard isHead || token.isAbbreviation || token.isEllipsis || initial || type == PunktToken.numberType else { return token.isBreak }
        Self.setType(codes, of: next, withoutPeriod: next.isBreak, into: &nextType)
        if isHead, isCollocation() { return false }
        let isCapitalised = codes[next.range.lowerBound].isUpper
        if token.isAbbreviation || token.isEllipsis, !initial {
            if startsSentence(next) == true || isCapitalised && model.sentenceStarters.value(of: nextType) != nil { return true }
        }
        guard initial || type == PunktToken.numberType else { return token.isBreak }
        let verdict = startsSentence(next)
        let neverLower = (model.orthography.value(of: nextType) ?? 0) & 112 == 0
        if verdict == false || verdict == nil && initial && isCapitalised && neverLower { return false }
        return token.isBreak
    }

    private func isCollocation() -> Bool {
        model.collocations.value(of: type + CollectionOfOne(PunktModel.separator) + nextType) != nil
    }

    /// A letter or mark of a word, and a period.
    private func isInitial(_ token: PunktToken) -> Bool {
        let first = codes[token.range.lowerBound]
        return token.range.count == 2 && last(token) == 0x2e && first.isWordCharacter && !first.isDecimal
    }

    /// What spelling tells of the token whose type is `nextType`: true, false, or nil for undecided.
    private func startsSentence(_ token: PunktToken) -> Bool? {
        let first = codes[token.range.lowerBound]
        if token.range.count == 1, [0x3b, 0x3a, 0x2c, 0x2e, 0x21, 0x3f].contains(first) { return false }
        let bits = model.orthography.value(of: nextType) ?? 0
        if first.isUpper, bits & 112 != 0, bits & 4 == 0 { return true }
        if first.isLower, bits & 14 != 0 || bits & 16 == 0 { return false }
        return nil
    }

    /// Lower case, numbers as one class, and where asked without a final period.
    private static func setType(_ codes: Codes, of token: PunktToken, withoutPeriod: Bool, into type: inout Scalars) {
        lower(codes, token.range, into: &type)
        if PunktToken.isNumber(type) { type = PunktToken.numberType }
        if withoutPeriod, type.count > 1, type.last == 0x2e { type.removeLast() }
    }

    private static func lower(_ codes: Codes, _ range: Range<Int>, into word: inout Scalars) {
        word.removeAll(keepingCapacity: true)
        for code in codes[range] {
            guard code < 128 else {
                word = Scalars(codes[range])[...].lowered
                return
            }
            word.append(code &- 65 < 26 ? code | 0x20 : code)
        }
    }
}
