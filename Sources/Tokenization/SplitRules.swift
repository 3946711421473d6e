/// How text is cut into words before byte-pair merging: the family of regular expressions that byte-level vocabularies use,
/// as a scanner.
///
/// All members of the family try, in this order: English contractions, a run of letters with one character before it, numbers,
/// a run of other characters, whitespace up to a line end, whitespace before the last one, whitespace. The fields are what differs.
struct SplitRules: Equatable, Sendable {
    enum Contractions { case caseSensitive, caseInsensitive }

    var contractions: Contractions
    /// Class bits of what counts as a letter: letters, or letters and marks.
    var letters: UInt8 = ScalarClass.letter
    /// What may precede a run of letters: anything but line ends, letters and numbers, or one ASCII space only.
    var lettersTakeAnyPrefix: Bool
    /// The longest run of number characters.
    var numberLimit: Int
    var numbersTakeSpace: Bool
    /// Whether a run of other characters includes the line ends after it.
    var symbolsTakeNewlines: Bool
    /// Whether whitespace up to its last line end is a word of its own.
    var cutsAfterNewlines: Bool

    /// The rules that a pattern of `tokenizer.json` stands for, or nil if the pattern is not known.
    init?(pattern: String) {
        switch pattern {
        case #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
            #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
            #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#:
            self = .gpt2
        case #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#:
            self = .modern(numberLimit: 1)
        case #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
            #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#,
            #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#:
            self = .modern(numberLimit: 3)
        case #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#:
            self = .modern(numberLimit: 1)
            letters = ScalarClass.letter | ScalarClass.mark
        default: return nil
        }
    }

    /// The pattern to write for a vocabulary trained here.
    static func pattern(splitsDigits: Bool) -> String {
        let number = splitsDigits ? #"\p{N}"# : #"\p{N}{1,3}"#
        return #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + number
            + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    private init(
        contractions: Contractions, lettersTakeAnyPrefix: Bool, numberLimit: Int, numbersTakeSpace: Bool,
        symbolsTakeNewlines: Bool, cutsAfterNewlines: Bool
    ) {
        self.contractions = contractions
        self.lettersTakeAnyPrefix = lettersTakeAnyPrefix
        self.numberLimit = numberLimit
        self.numbersTakeSpace = numbersTakeSpace
        self.symbolsTakeNewlines = symbolsTakeNewlines
        self.cutsAfterNewlines = cutsAfterNewlines
    }

    /// GPT-2's pattern, which a `ByteLevel` pre-tokenizer with `use_regex` applies.
    static let gpt2 = SplitRules(
        contractions: .caseSensitive, lettersTakeAnyPrefix: false, numberLimit: .max, numbersTakeSpace: true,
        symbolsTakeNewlines: false, cutsAfterNewlines: false)

    /// The pattern of Qwen (one digit at a time) and of Llama 3 (up to three).
    static func modern(numberLimit: Int) -> SplitRules {
        SplitRules(
            contractions: .caseInsensitive, lettersTakeAnyPrefix: true, numberLimit: numberLimit, numbersTakeSpace: false,
            symbolsTakeNewlines: true, cutsAfterNewlines: true)
    }
}

extension SplitRules {
    /// The end of the word that starts at `start` (a scalar's start below `text.count`); always beyond `start`.
    @inline(__always)
    func wordEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int, classes: UnsafePointer<UInt8>) -> Int {
        let (scalar, length) = ValidUTF8.scalar(text, start)
        let bits = classes[scalar]
        let next = start &+ length
        if bits & letters != 0 { return run(text, next, classes, of: letters) }
        if bits & ScalarClass.number != 0 { return numbers(text, next, classes) }
        if scalar == 0x27, let end = contraction(text, next) { return end }
        let nextBits = next < text.count ? classes[ValidUTF8.scalar(text, next).value] : 0
        if nextBits & letters != 0, lettersTakeAnyPrefix ? bits & ScalarClass.newline == 0 : scalar == 0x20 {
            return run(text, next, classes, of: letters)
        }
        if bits & ScalarClass.space == 0 { return symbols(text, next, classes) }
        if scalar == 0x20, next < text.count {
            if nextBits & (ScalarClass.space | ScalarClass.number) == 0 { return symbols(text, next, classes) }
            if numbersTakeSpace, nextBits & ScalarClass.number != 0 {
                return numbers(text, next &+ ValidUTF8.scalar(text, next).length, classes)
            }
        }
        return spaces(text, start, classes)
    }

    @inline(__always)
    private func run(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ classes: UnsafePointer<UInt8>, of mask: UInt8) -> Int {
        var index = start
        while index < text.count {
            let (scalar, length) = ValidUTF8.scalar(text, index)
            if classes[scalar] & mask == 0 { break }
            index &+= length
        }
        return index
    }

    /// Continues a number of which one character is read.
    private func numbers(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ classes: UnsafePointer<UInt8>) -> Int {
        var index = start
        var count = 1
        while index < text.count, count < numberLimit {
            let (scalar, length) = ValidUTF8.scalar(text, index)
            if classes[scalar] & ScalarClass.number == 0 { break }
            index &+= length
            count &+= 1
        }
        return index
    }

    private func symbols(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ classes: UnsafePointer<UInt8>) -> Int {
        let others = ScalarClass.space | ScalarClass.number | letters
        var index = start
        while index < text.count {
            let (scalar, length) = ValidUTF8.scalar(text, index)
            if classes[scalar] & others != 0 { break }
            index &+= length
        }
        return symbolsTakeNewlines ? run(text, index, classes, of: ScalarClass.newline) : index
    }

    private func spaces(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ classes: UnsafePointer<UInt8>) -> Int {
        var index = start
        var last = start
        var lineEnd = start
        while index < text.count {
            let (scalar, length) = ValidUTF8.scalar(text, index)
            let bits = classes[scalar]
            if bits & ScalarClass.space == 0 { break }
            last = index
            index &+= length
            if bits & ScalarClass.newline != 0 { lineEnd = index }
        }
        if cutsAfterNewlines, lineEnd > start { return lineEnd }
        // The last one of several stays with the next word, unless nothing follows.
        return index == text.count || last == start ? index : last
    }

    /// The end of `s t m d re ve ll` after an apostrophe. In case-insensitive patterns the long s also matches s.
    private func contraction(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard start < text.count else { return nil }
        let fold: UInt8 = contractions == .caseInsensitive ? 0x20 : 0
        let first = text[start] | fold
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start &+ 1
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            guard start &+ 1 < text.count else { return nil }
            return text[start &+ 1] | fold == (first == UInt8(ascii: "l") ? first : UInt8(ascii: "e")) ? start &+ 2 : nil
        default:
            guard fold != 0, text[start] == 0xC5, text[start &+ 1] == 0xBF else { return nil }
            return start &+ 2
        }
    }
}
