/// The rule-based sentence splitter of the training verifiers.
///
/// Works on code points, with two private marks in place of the literal marker strings of the reference: a protected dot
/// and a forced stop. A reply that holds those literal markers is treated as the reference treats it.
enum RuleSentenceSplitter {
    // Both marks lie outside Unicode, so no reply can hold them.
    private static let protected: UInt32 = 0x110000
    private static let stop: UInt32 = 0x110001
    private static let dot: UInt32 = 0x2e

    private static let titles = ["Mr", "St", "Mrs", "Ms", "Dr"].map { Scalars($0) }
    private static let domains = ["com", "net", "org", "io", "gov", "edu", "me"].map { Scalars($0) }
    private static let companies = ["Inc", "Ltd", "Jr", "Sr", "Co"].map { Scalars($0) }
    private static let plainStarters = ["Mr", "Mrs", "Ms", "Dr", "Prof", "Capt", "Cpt", "Lt", "Wherever"].map { Scalars($0) }
    private static let spacedStarters = ["He", "She", "It", "They", "Their", "Our", "We", "But", "However", "That", "This"].map {
        Scalars($0)
    }
    private static let protectedMarker = Scalars("<prd>")
    private static let stopMarker = Scalars("<stop>")

    static func sentences(of text: Piece) -> PieceList {
        var work = prepared(text)
        let dots = DotContexts(work)
        if dots.any {
            if dots.afterWord || dots.beforeWord { protectTitlesAndDomains(&work) }
            if dots.betweenDigits { protectDigits(&work) }
            if dots.doubled { stopEllipses(&work) }
            if dots.afterWord { protectDegrees(&work) }
            if dots.afterLoneLetter { protectLoneLetters(&work) }
            if dots.afterDottedLetter {
                stopAcronyms(&work)
                protectAcronyms(&work, letters: 3)
                protectAcronyms(&work, letters: 2)
            }
            if dots.afterWord {
                stopCompanies(&work)
                protectCompanies(&work)
            }
            if dots.afterLoneLetter || dots.afterDottedLetter { protectFinalLetters(&work) }
        }
        swapQuotes(&work)
        return pieces(of: work)
    }

    /// What stands around the dots of a text: which steps have anything to act on.
    private struct DotContexts {
        var any = false
        /// After a letter that ends a title, a degree or a company suffix.
        var afterWord = false
        /// Before a letter that begins a top-level domain.
        var beforeWord = false
        var betweenDigits = false
        var doubled = false
        /// After a letter with white space before it.
        var afterLoneLetter = false
        /// After a letter with a dot before it.
        var afterDottedLetter = false

        /// - Parameter work: the prepared text, which begins and ends with a space.
        init(_ work: Scalars) {
            work.withUnsafeBufferPointer { codes in
                for index in 1..<(codes.count - 1) where codes[index] == dot {
                    any = true
                    look(at: index, codes)
                }
            }
        }

        private mutating func look(at index: Int, _ codes: Codes) {
            let (before, after) = (codes[index - 1], codes[index + 1])
            switch before {
            case 0x72, 0x74, 0x73, 0x68, 0x44, 0x63, 0x64, 0x6f: afterWord = true
            case dot: doubled = true
            default: break
            }
            switch after {
            case 0x63, 0x6e, 0x6f, 0x69, 0x67, 0x65, 0x6d: beforeWord = true
            default: if isASCIIDigit(before), isASCIIDigit(after) { betweenDigits = true }
            }
            guard before.isASCIILetter, index >= 2 else { return }
            if codes[index - 2].isSpace { afterLoneLetter = true }
            if codes[index - 2] == dot { afterDottedLetter = true }
        }
    }

    /// One space before, two after, line feeds as spaces, literal markers as marks.
    private static func prepared(_ text: Piece) -> Scalars {
        text.withUnsafeBufferPointer { codes in
            Scalars(unsafeUninitializedCapacity: codes.count + 3) { output, count in
                output[0] = 32
                var written = 1
                var index = 0
                while index < codes.count {
                    let code = codes[index]
                    output[written] = code == 10 ? 32 : code
                    index += 1
                    if code == 0x3c, let (mark, length) = marker(codes, at: index - 1) {
                        output[written] = mark
                        index += length - 1
                    }
                    written += 1
                }
                output[written] = 32
                output[written + 1] = 32
                count = written + 2
            }
        }
    }

    /// The mark that a literal marker string at a place stands for, and the string's length.
    private static func marker(_ codes: Codes, at index: Int) -> (mark: UInt32, length: Int)? {
        func stands(_ literal: Scalars) -> Bool { literal.withUnsafeBufferPointer { codes.matches($0, at: index) } }
        if stands(protectedMarker) { return (protected, protectedMarker.count) }
        if stands(stopMarker) { return (stop, stopMarker.count) }
        return nil
    }

    /// Dots after a title and before a top-level domain.
    private static func protectTitlesAndDomains(_ work: inout Scalars) {
        for index in work.indices where work[index] == dot {
            if titles.contains(where: { ends(with: $0, work, index) }) { work[index] = protected }
        }
        for index in work.indices where work[index] == dot {
            if domains.contains(where: { work[...].matches($0, at: index + 1) }) { work[index] = protected }
        }
    }

    private static func ends(with word: Scalars, _ work: Scalars, _ end: Int) -> Bool {
        end >= word.count && work[...].matches(word, at: end - word.count)
    }

    private static func isASCIIDigit(_ code: UInt32) -> Bool { code >= 48 && code <= 57 }
    private static func isCapital(_ code: UInt32) -> Bool { code >= 65 && code <= 90 }

    /// Digit, dot, digit; both digits are used up.
    private static func protectDigits(_ work: inout Scalars) {
        var index = 1
        while index < work.count - 1 {
            if work[index] == dot, isASCIIDigit(work[index - 1]), isASCIIDigit(work[index + 1]) {
                work[index] = protected
                index += 3
            } else {
                index += 1
            }
        }
    }

    private static func stopEllipses(_ work: inout Scalars) {
        guard work[...].contains(literal: [dot, dot]) else { return }
        var result = Scalars()
        var index = 0
        while index < work.count {
            var end = index
            while end < work.count, work[end] == dot { end += 1 }
            if end - index >= 2 {
                result.append(contentsOf: repeatElement(protected, count: end - index))
                result.append(stop)
                index = end
            } else {
                result.append(work[index])
                index += 1
            }
        }
        work = result
    }

    private static func protectDegrees(_ work: inout Scalars) {
        let degree = Scalars("Ph.D.")
        var start = 0
        while let found = work[...].firstIndex(of: degree, from: start) {
            work[found + 2] = protected
            work[found + 4] = protected
            start = found + 5
        }
    }

    /// White space, letter, dot, space: the white space becomes a plain space.
    private static func protectLoneLetters(_ work: inout Scalars) {
        var index = 0
        while index + 3 < work.count {
            if work[index].isSpace, work[index + 1].isASCIILetter, work[index + 2] == dot, work[index + 3] == 32 {
                work[index] = 32
                work[index + 2] = protected
                index += 4
            } else {
                index += 1
            }
        }
    }

    /// A stop between an acronym and a word that starts sentences.
    private static func stopAcronyms(_ work: inout Scalars) {
        var result = Scalars()
        var index = 0
        while index < work.count {
            if let length = acronymLength(work, index), starterLength(work, index + length + 1) != nil {
                result += work[index..<(index + length)]
                result += [stop, 32]
                let starter = starterLength(work, index + length + 1) ?? 0
                result += work[(index + length + 1)..<(index + length + 1 + starter)]
                index += length + 1 + starter
            } else {
                result.append(work[index])
                index += 1
            }
        }
        work = result
    }

    /// Two or three pairs of capital and dot, followed by a space.
    private static func acronymLength(_ work: Scalars, _ index: Int) -> Int? {
        func pair(_ place: Int) -> Bool { place + 1 < work.count && isCapital(work[place]) && work[place + 1] == dot }
        guard pair(index), pair(index + 2) else { return nil }
        let length = pair(index + 4) ? 6 : 4
        guard index + length < work.count, work[index + length] == 32 else { return nil }
        return length
    }

    private static func starterLength(_ work: Scalars, _ index: Int) -> Int? {
        for starter in plainStarters where work[...].matches(starter, at: index) { return starter.count }
        for starter in spacedStarters where work[...].matches(starter, at: index) {
            let end = index + starter.count
            if end < work.count, work[end].isSpace { return starter.count + 1 }
        }
        return nil
    }

    private static func protectAcronyms(_ work: inout Scalars, letters: Int) {
        var index = 0
        while index + 2 * letters <= work.count {
            let matches = (0..<letters).allSatisfy { work[index + 2 * $0].isASCIILetter && work[index + 2 * $0 + 1] == dot }
            if matches {
                for letter in 0..<letters { work[index + 2 * letter + 1] = protected }
                index += 2 * letters
            } else {
                index += 1
            }
        }
    }

    private static func companyLength(_ work: Scalars, _ index: Int) -> Int? {
        guard work[index] == 32 else { return nil }
        for company in companies where work[...].matches(company, at: index + 1) {
            let end = index + 1 + company.count
            if end < work.count, work[end] == dot { return company.count }
        }
        return nil
    }

    /// Company suffix before a starter: its dot goes, a stop comes in.
    private static func stopCompanies(_ work: inout Scalars) {
        var result = Scalars()
        var index = 0
        while index < work.count {
            if let length = companyLength(work, index), index + length + 2 < work.count, work[index + length + 2] == 32,
                let starter = starterLength(work, index + length + 3)
            {
                result += work[index..<(index + length + 1)]
                result += [stop, 32]
                result += work[(index + length + 3)..<(index + length + 3 + starter)]
                index += length + 3 + starter
            } else {
                result.append(work[index])
                index += 1
            }
        }
        work = result
    }

    private static func protectCompanies(_ work: inout Scalars) {
        var index = 0
        while index < work.count {
            if let length = companyLength(work, index) {
                work[index + length + 1] = protected
                index += length + 2
            } else {
                index += 1
            }
        }
    }

    private static func protectFinalLetters(_ work: inout Scalars) {
        var index = 0
        while index + 2 < work.count {
            if work[index] == 32, work[index + 1].isASCIILetter, work[index + 2] == dot {
                work[index + 2] = protected
                index += 3
            } else {
                index += 1
            }
        }
    }

    /// Moves a closing mark in front of the quotation mark it stands behind.
    private static func swapQuotes(_ work: inout Scalars) {
        if work.contains(0x201d) { swap(&work, dot, 0x201d) }
        guard work.contains(0x22) else { return }
        swap(&work, dot, 0x22)
        swap(&work, 0x21, 0x22)
        swap(&work, 0x3f, 0x22)
    }

    private static func swap(_ work: inout Scalars, _ mark: UInt32, _ quote: UInt32) {
        var index = 0
        while index + 1 < work.count {
            if work[index] == mark, work[index + 1] == quote {
                work.swapAt(index, index + 1)
                index += 2
            } else {
                index += 1
            }
        }
    }

    private static func pieces(of work: Scalars) -> PieceList {
        var ranges: [Range<Int>] = []
        var plain = work
        plain.withUnsafeMutableBufferPointer { codes in
            func close(_ start: Int, _ end: Int) {
                var (start, end) = (start, end)
                while start < end, codes[start].isSpace { start += 1 }
                while end > start, codes[end - 1].isSpace { end -= 1 }
                ranges.append(start..<end)
            }
            var start = 0
            for index in 0..<codes.count {
                switch codes[index] {
                case protected: codes[index] = dot
                case stop:
                    close(start, index)
                    start = index + 1
                case dot, 0x21, 0x3f:
                    close(start, index + 1)
                    start = index + 1
                default: break
                }
            }
            close(start, codes.count)
        }
        if let last = ranges.last, last.isEmpty { ranges.removeLast() }
        return PieceList(buffer: plain, ranges: ranges)
    }
}
