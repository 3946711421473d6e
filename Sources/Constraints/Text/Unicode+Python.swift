/// A set of ASCII code points as two machine words, so that membership is a shift and a mask.
struct ASCIISet: Sendable {
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ code: UInt32) -> Bool {
        code < 128 && ((code < 64 ? low : high) >> UInt64(code & 63)) & 1 == 1
    }

    /// The 32 characters of the ASCII punctuation class.
    static let punctuation = ASCIISet(low: 0xfc00_fffe_0000_0000, high: 0x7800_0001_f800_0001)
    /// Punctuation and the plain space: what a "ps-strip" removes.
    static let punctuationAndSpace = ASCIISet(low: 0xfc00_ffff_0000_0000, high: 0x7800_0001_f800_0001)
    /// The six white-space characters of C.
    static let cWhitespace = ASCIISet(low: 0x1_0000_3e00, high: 0)
    static let wordCharacters = ASCIISet(low: 0x03ff_0000_0000_0000, high: 0x07ff_fffe_87ff_fffe)
}

/// Properties of code points as CPython 3.11 (Unicode 14) sees them: what `\w`, `\s`, `\d`, `str.isupper` and friends look at.
///
/// The table covers the first two planes and is built at the first non-ASCII character; ASCII never touches it.
struct CodePointFlags: OptionSet, Sendable {
    let rawValue: UInt16

    static let word = CodePointFlags(rawValue: 1)
    static let space = CodePointFlags(rawValue: 2)
    static let decimal = CodePointFlags(rawValue: 4)
    static let digit = CodePointFlags(rawValue: 8)
    static let upper = CodePointFlags(rawValue: 16)
    static let lower = CodePointFlags(rawValue: 32)
    static let title = CodePointFlags(rawValue: 64)
    static let letter = CodePointFlags(rawValue: 128)
    static let cased = CodePointFlags(rawValue: 256)
    static let ignorable = CodePointFlags(rawValue: 512)
    static let changesWhenLowercased = CodePointFlags(rawValue: 1024)

    private static let table: [UInt16] = (0..<0x20000).map { compute(UInt32($0)).rawValue }

    static func of(_ code: UInt32) -> CodePointFlags {
        code < 0x20000 ? CodePointFlags(rawValue: table[Int(code)]) : compute(code)
    }

    private static func compute(_ code: UInt32) -> CodePointFlags {
        guard let scalar = Unicode.Scalar(code) else { return [] }
        let properties = scalar.properties
        // Characters newer than Unicode 14 are unassigned for the reference.
        guard let age = properties.age, age.major <= 14 else { return [] }
        var flags: CodePointFlags = []
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .modifierLetter, .otherLetter:
            flags.formUnion([.letter, .word])
        case .titlecaseLetter:
            flags.formUnion([.letter, .word, .title])
        case .decimalNumber:
            flags.formUnion([.word, .decimal])
        case .letterNumber, .otherNumber:
            flags.insert(.word)
        case .spaceSeparator:
            flags.insert(.space)
        default: break
        }
        if code == 0x5f { flags.insert(.word) }
        if isExtraSpace(code) { flags.insert(.space) }
        if let numeric = properties.numericType, numeric != .numeric { flags.insert(.digit) }
        if properties.isUppercase { flags.insert(.upper) }
        if properties.isLowercase { flags.insert(.lower) }
        if properties.isCased { flags.insert(.cased) }
        if properties.isCaseIgnorable { flags.insert(.ignorable) }
        if properties.changesWhenLowercased { flags.insert(.changesWhenLowercased) }
        return flags
    }

    /// White space that is not a space separator: controls and the line and paragraph separators.
    private static func isExtraSpace(_ code: UInt32) -> Bool {
        (9...13).contains(code) || (0x1c...0x1f).contains(code) || code == 0x85 || code == 0x2028 || code == 0x2029
    }
}

extension UInt32 {
    /// `\w`: letters, every kind of number, and the underscore; no combining marks.
    @inline(__always) var isWordCharacter: Bool {
        self < 128 ? ASCIISet.wordCharacters.contains(self) : CodePointFlags.of(self).contains(.word)
    }

    /// `\s`: the 29 white-space code points.
    @inline(__always) var isSpace: Bool {
        self < 128 ? (self <= 32 && (self == 32 || (self >= 9 && self <= 13) || self >= 28)) : isWideSpace
    }

    private var isWideSpace: Bool {
        switch self {
        case 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
        default: false
        }
    }

    /// `\d`: Unicode decimal digits.
    @inline(__always) var isDecimal: Bool {
        self < 128 ? (self >= 48 && self <= 57) : CodePointFlags.of(self).contains(.decimal)
    }

    /// `str.isdigit`: decimal digits, superscripts and other digits.
    @inline(__always) var isDigit: Bool {
        self < 128 ? (self >= 48 && self <= 57) : CodePointFlags.of(self).contains(.digit)
    }

    @inline(__always) var isUpper: Bool {
        self < 128 ? (self >= 65 && self <= 90) : CodePointFlags.of(self).contains(.upper)
    }

    @inline(__always) var isLower: Bool {
        self < 128 ? (self >= 97 && self <= 122) : CodePointFlags.of(self).contains(.lower)
    }

    @inline(__always) var isTitle: Bool { self >= 128 && CodePointFlags.of(self).contains(.title) }

    /// `str.isalpha`: the letter categories.
    @inline(__always) var isLetter: Bool {
        self < 128 ? isASCIILetter : CodePointFlags.of(self).contains(.letter)
    }

    /// `str.isalnum`.
    @inline(__always) var isAlphanumeric: Bool { self != 0x5f && isWordCharacter }

    @inline(__always) var isASCIILetter: Bool { (self | 0x20) >= 97 && (self | 0x20) <= 122 && self < 128 }

    @inline(__always) var isASCIIPunctuation: Bool { ASCIISet.punctuation.contains(self) }

    /// The first code point of the lowercase mapping: what a case-blind `re` search compares.
    @inline(__always) var simpleLower: UInt32 {
        if self < 128 { return self >= 65 && self <= 90 ? self | 0x20 : self }
        return wideLower
    }

    private var wideLower: UInt32 {
        guard CodePointFlags.of(self).contains(.changesWhenLowercased), let scalar = Unicode.Scalar(self) else { return self }
        return scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? self
    }

    /// One representative per class of code points that a case-blind `re` search takes for equal.
    @inline(__always) var caseFolded: UInt32 {
        if self < 128 { return self >= 65 && self <= 90 ? self | 0x20 : self }
        return caseRepresentative(simpleLower)
    }
}

/// Lowercase letters that share an uppercase letter without being its lowercase: Unicode facts, as CPython's `re` lists them.
private func caseRepresentative(_ lower: UInt32) -> UInt32 {
    switch lower {
    case 0x131: 0x69
    case 0x17f: 0x73
    case 0x3bc: 0xb5
    case 0x3b9, 0x1fbe: 0x345
    case 0x1fd3: 0x390
    case 0x1fe3: 0x3b0
    case 0x3d0: 0x3b2
    case 0x3f5: 0x3b5
    case 0x3d1: 0x3b8
    case 0x3f0: 0x3ba
    case 0x3d6: 0x3c0
    case 0x3f1: 0x3c1
    case 0x3c3: 0x3c2
    case 0x3d5: 0x3c6
    case 0x1c80: 0x432
    case 0x1c81: 0x434
    case 0x1c82: 0x43e
    case 0x1c83: 0x441
    case 0x1c84, 0x1c85: 0x442
    case 0x1c86: 0x44a
    case 0x1c87: 0x463
    case 0xa64b: 0x1c88
    case 0x1e9b: 0x1e61
    case 0xfb06: 0xfb05
    default: lower
    }
}
