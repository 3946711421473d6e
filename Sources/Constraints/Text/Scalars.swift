/// A text as code points, the unit in which every length and position of the references is counted.
package typealias Scalars = [UInt32]
/// A stretch of a text.
package typealias Piece = ArraySlice<UInt32>

extension Array where Element == UInt32 {
    /// The code points of a string.
    package init(_ string: String) {
        var copy = string
        self = copy.withUTF8 { Scalars(utf8: $0) }
    }

    /// Decodes UTF-8 that a Swift string guarantees to be valid; a stray byte stands for itself.
    init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        self.init(unsafeUninitializedCapacity: bytes.count) { output, count in
            count = UTF8Decoding.decode(bytes, into: output)
        }
    }

    /// `str.split()` as ranges of this buffer.
    var items: PieceList { PieceList(buffer: self, ranges: withUnsafeBufferPointer { $0.itemRanges() }) }

    /// Maximal runs of word characters.
    var wordRuns: PieceList { PieceList(buffer: self, ranges: withUnsafeBufferPointer { $0.runRanges { $0.isWordCharacter } }) }

    /// `str.lower()`.
    package var lowered: Scalars { self[...].lowered }

    /// The text with every ASCII punctuation character deleted; neighbours join.
    var withoutPunctuation: Scalars { self[...].withoutPunctuation }
}

extension String {
    /// A string of code points; one that is no Unicode scalar becomes U+FFFD.
    package init(scalars: some Sequence<UInt32>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.underestimatedCount)
        for code in scalars {
            if code < 0x80 {
                bytes.append(UInt8(code))
            } else {
                bytes.append(contentsOf: Unicode.UTF8.encode(Unicode.Scalar(code) ?? "\u{fffd}") ?? .init())
            }
        }
        self = String(decoding: bytes, as: UTF8.self)
    }

    /// The text without Python white space at both ends.
    package var pythonTrimmed: String { String(scalars: Scalars(self)[...].trimmed) }
}

extension ArraySlice where Element == UInt32 {
    /// `str.strip()`.
    package var trimmed: Piece { stripped { $0.isSpace } }

    /// `str.rstrip()`.
    var rightTrimmed: Piece { rightStripped { $0.isSpace } }

    /// Whether nothing but white space is here; true of an empty piece.
    package var isBlank: Bool { allSatisfy { $0.isSpace } }

    /// Removes from both ends what satisfies the condition: `str.strip(characters)`.
    @inline(__always)
    func stripped(_ condition: (UInt32) -> Bool) -> Piece {
        leftStripped(condition).rightStripped(condition)
    }

    @inline(__always)
    func leftStripped(_ condition: (UInt32) -> Bool) -> Piece {
        var start = startIndex
        while start < endIndex, condition(self[start]) { start += 1 }
        return self[start..<endIndex]
    }

    @inline(__always)
    func rightStripped(_ condition: (UInt32) -> Bool) -> Piece {
        var end = endIndex
        while end > startIndex, condition(self[end - 1]) { end -= 1 }
        return self[startIndex..<end]
    }

    /// Removes ASCII punctuation and plain spaces from both ends, no other white space.
    var punctuationStripped: Piece { stripped { ASCIISet.punctuationAndSpace.contains($0) } }

    /// `str.split()`: cut at runs of white space, no empty items.
    package var items: [Piece] {
        var result: [Piece] = []
        var start = startIndex
        while start < endIndex {
            while start < endIndex, self[start].isSpace { start += 1 }
            guard start < endIndex else { break }
            var end = start + 1
            while end < endIndex, !self[end].isSpace { end += 1 }
            result.append(self[start..<end])
            start = end
        }
        return result
    }

    /// The first item of `items`, without making the others.
    var firstItem: Piece? {
        let tail = leftStripped { $0.isSpace }
        guard let end = tail.firstIndex(where: { $0.isSpace }) else { return tail.isEmpty ? nil : tail }
        return tail[tail.startIndex..<end]
    }

    /// The last item of `items`, without making the others.
    var lastItem: Piece? {
        let head = rightTrimmed
        guard let space = head.lastIndex(where: { $0.isSpace }) else { return head.isEmpty ? nil : head }
        return head[(space + 1)...]
    }

    /// Cut at line feeds only; a final one gives one more, empty line.
    package var lines: [Piece] { lineRanges.map { self[$0] } }

    /// The ranges of `lines`.
    var lineRanges: [Range<Int>] {
        withUnsafeBufferPointer { codes in
            var result: [Range<Int>] = []
            var start = 0
            for index in 0..<codes.count where codes[index] == 10 {
                result.append((startIndex + start)..<(startIndex + index))
                start = index + 1
            }
            result.append((startIndex + start)..<endIndex)
            return result
        }
    }

    /// Cut at every non-overlapping occurrence of a non-empty separator.
    func cut(at separator: Scalars) -> [Piece] {
        var result: [Piece] = []
        var start = startIndex
        while let found = firstIndex(of: separator, from: start) {
            result.append(self[start..<found])
            start = found + separator.count
        }
        result.append(self[start..<endIndex])
        return result
    }

    /// Where a literal begins, at or after a position.
    func firstIndex(of literal: Scalars, from start: Int) -> Int? {
        guard let first = literal.first else { return start <= endIndex ? start : nil }
        let offset = startIndex
        return withUnsafeBufferPointer { codes in
            literal.withUnsafeBufferPointer { literal in
                let last = codes.count - literal.count
                var index = start - offset
                while index <= last {
                    if codes[index] == first, codes.matches(literal, at: index) { return index + offset }
                    index += 1
                }
                return nil
            }
        }
    }

    @inline(__always)
    func matches(_ literal: Scalars, at index: Int) -> Bool {
        guard endIndex - index >= literal.count else { return false }
        for offset in 0..<literal.count where self[index + offset] != literal[offset] { return false }
        return true
    }

    func contains(literal: Scalars) -> Bool { firstIndex(of: literal, from: startIndex) != nil }

    /// `str.count(literal)`: non-overlapping occurrences; an empty literal occurs between all characters.
    func count(of literal: Scalars) -> Int {
        if literal.isEmpty { return count + 1 }
        var total = 0
        var start = startIndex
        while let found = firstIndex(of: literal, from: start) {
            total += 1
            start = found + literal.count
        }
        return total
    }

    func hasPrefix(_ literal: Scalars) -> Bool { matches(literal, at: startIndex) }

    func hasSuffix(_ literal: Scalars) -> Bool {
        count >= literal.count && matches(literal, at: endIndex - literal.count)
    }

    /// The text with every ASCII punctuation character deleted; neighbours join.
    var withoutPunctuation: Scalars {
        withUnsafeBufferPointer { codes in
            Scalars(unsafeUninitializedCapacity: codes.count) { output, written in
                var kept = 0
                for code in codes {
                    output[kept] = code
                    kept += code.isASCIIPunctuation ? 0 : 1
                }
                written = kept
            }
        }
    }

    /// `str.lower()`: full lowercasing, with the word-final sigma.
    package var lowered: Scalars {
        var all: UInt32 = 0
        let ascii = withUnsafeBufferPointer { codes in
            Scalars(unsafeUninitializedCapacity: codes.count) { output, written in
                for index in 0..<codes.count {
                    let code = codes[index]
                    all |= code
                    output[index] = code &- 65 < 26 ? code | 0x20 : code
                }
                written = codes.count
            }
        }
        return all < 128 ? ascii : wideLowered
    }

    private var wideLowered: Scalars {
        var result = Scalars()
        result.reserveCapacity(count)
        for index in indices {
            let code = self[index]
            if code < 128 {
                result.append(code >= 65 && code <= 90 ? code | 0x20 : code)
            } else if code == 0x3a3 {
                result.append(isFinalSigma(at: index) ? 0x3c2 : 0x3c3)
            } else if CodePointFlags.of(code).contains(.changesWhenLowercased), let scalar = Unicode.Scalar(code) {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars { result.append(lower.value) }
            } else {
                result.append(code)
            }
        }
        return result
    }

    /// Unicode's Final_Sigma: a cased letter before, none after, case-ignorable characters aside.
    private func isFinalSigma(at index: Int) -> Bool {
        var before = index - 1
        while before >= startIndex, CodePointFlags.of(self[before]).contains(.ignorable) { before -= 1 }
        guard before >= startIndex, CodePointFlags.of(self[before]).contains(.cased) else { return false }
        var after = index + 1
        while after < endIndex, CodePointFlags.of(self[after]).contains(.ignorable) { after += 1 }
        return after == endIndex || !CodePointFlags.of(self[after]).contains(.cased)
    }

    /// `str.isupper()`: a cased character, and none that is lowercase or titlecase.
    var isUppercase: Bool {
        hasOnlyCase {
            $0.isUpper
        } opposite: {
            $0.isLower || $0.isTitle
        }
    }

    /// `str.islower()`.
    var isLowercase: Bool {
        hasOnlyCase {
            $0.isLower
        } opposite: {
            $0.isUpper || $0.isTitle
        }
    }

    @inline(__always)
    private func hasOnlyCase(_ wanted: (UInt32) -> Bool, opposite: (UInt32) -> Bool) -> Bool {
        var seen = false
        for code in self {
            if wanted(code) {
                seen = true
            } else if opposite(code) {
                return false
            }
        }
        return seen
    }

    /// Number of maximal runs of word characters.
    var wordRunCount: Int {
        withUnsafeBufferPointer { codes in
            var total = 0
            var inside = false
            for code in codes {
                let word = code.isWordCharacter
                total += word && !inside ? 1 : 0
                inside = word
            }
            return total
        }
    }

    /// Maximal runs of what satisfies a condition.
    @inline(__always)
    func runs(where condition: (UInt32) -> Bool) -> [Piece] {
        var result: [Piece] = []
        var start = -1
        for index in indices {
            if condition(self[index]) {
                if start < 0 { start = index }
            } else if start >= 0 {
                result.append(self[start..<index])
                start = -1
            }
        }
        if start >= 0 { result.append(self[start..<endIndex]) }
        return result
    }
}
