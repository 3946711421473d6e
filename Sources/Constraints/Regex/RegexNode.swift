/// The syntax tree of a pattern.
indirect enum RegexNode: Sendable {
    case empty
    /// A literal; `folded` compares without regard to case.
    case literal(UInt32, folded: Bool)
    case any(newlines: Bool)
    case set(RegexSet)
    case assertion(RegexAssertion)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    case capture(Int, RegexNode)
    /// Brackets without a number; kept apart because two quantifiers may only meet across them.
    case bracket(RegexNode)
    case repetition(RegexNode, min: Int, max: Int, RegexGreed)
    case backreference(Int, RegexCase)
    case look(RegexNode, behind: Bool, negative: Bool)
    case atomic(RegexNode)
    case conditional(Int, RegexNode, RegexNode)

    /// The widths of the capture groups that are closed already.
    typealias CaptureWidths = [Int: (min: Int, max: Int)]

    /// How many characters a match takes, at least and at most.
    func width(captures: CaptureWidths) -> (min: Int, max: Int) {
        switch self {
        case .empty, .assertion, .look: (0, 0)
        case .literal, .any, .set: (1, 1)
        case .sequence(let parts):
            parts.reduce((0, 0)) { total, part in
                let width = part.width(captures: captures)
                return (saturatingAdd(total.0, width.min), saturatingAdd(total.1, width.max))
            }
        case .alternatives(let parts):
            parts.reduce((RegexNode.unlimited, 0)) { total, part in
                let width = part.width(captures: captures)
                return (Swift.min(total.0, width.min), Swift.max(total.1, width.max))
            }
        case .capture(_, let node), .bracket(let node), .atomic(let node): node.width(captures: captures)
        case .repetition(let node, let least, let most, _):
            multiplied(node.width(captures: captures), least, most)
        case .backreference(let group, _): captures[group] ?? (0, RegexNode.unlimited)
        case .conditional(_, let yes, let no):
            (
                Swift.min(yes.width(captures: captures).min, no.width(captures: captures).min),
                Swift.max(yes.width(captures: captures).max, no.width(captures: captures).max)
            )
        }
    }

    private func multiplied(_ width: (min: Int, max: Int), _ least: Int, _ most: Int) -> (min: Int, max: Int) {
        let low = width.min.multipliedReportingOverflow(by: least)
        let high = width.max.multipliedReportingOverflow(by: most)
        return (
            low.overflow ? RegexNode.unlimited : Swift.min(low.partialValue, RegexNode.unlimited),
            high.overflow ? RegexNode.unlimited : Swift.min(high.partialValue, RegexNode.unlimited)
        )
    }

    private func saturatingAdd(_ left: Int, _ right: Int) -> Int { Swift.min(left + right, RegexNode.unlimited) }

    /// CPython's largest repetition count, which stands for "no limit".
    static let unlimited = 4_294_967_295
}

/// How a back reference compares letters.
enum RegexCase: Sendable { case exact, ascii, unicode }

enum RegexGreed: Sendable { case greedy, lazy, possessive }

enum RegexAssertion: Sendable {
    case lineStart, lineEnd, textStart, textEnd, textEndOrFinalNewline
    case wordBoundary(ascii: Bool)
    case notWordBoundary(ascii: Bool)
}

enum RegexCategory: Sendable {
    case decimal, notDecimal, space, notSpace, word, notWord

    func contains(_ code: UInt32, ascii: Bool) -> Bool {
        switch self {
        case .decimal: ascii && code > 127 ? false : code.isDecimal
        case .notDecimal: ascii && code > 127 ? true : !code.isDecimal
        case .space: ascii ? ASCIISet.cWhitespace.contains(code) : code.isSpace
        case .notSpace: ascii ? !ASCIISet.cWhitespace.contains(code) : !code.isSpace
        case .word: ascii && code > 127 ? false : code.isWordCharacter
        case .notWord: ascii && code > 127 ? true : !code.isWordCharacter
        }
    }
}

/// A character class.
struct RegexSet: Sendable {
    enum Member: Sendable {
        case range(UInt32, UInt32)
        case category(RegexCategory)
    }

    var negated = false
    var members: [Member] = []
    var folded = false
    var ascii = false

    /// What `contains` says of ASCII, worked out once by `prepare`.
    private var ascii128 = ASCIISet(low: 0, high: 0)

    init(negated: Bool = false, members: [Member] = [], folded: Bool = false, ascii: Bool = false) {
        self.negated = negated
        self.members = members
        self.folded = folded
        self.ascii = ascii
    }

    /// Makes the set ready for matching.
    mutating func prepare() {
        var (low, high): (UInt64, UInt64) = (0, 0)
        for code in UInt32(0)..<128 where isMember(code) {
            if code < 64 { low |= 1 << UInt64(code) } else { high |= 1 << UInt64(code - 64) }
        }
        ascii128 = ASCIISet(low: low, high: high)
    }

    @inline(__always)
    func contains(_ code: UInt32) -> Bool { code < 128 ? ascii128.contains(code) : isMember(code) }

    private func isMember(_ code: UInt32) -> Bool {
        for member in members where holds(member, code) { return !negated }
        return negated
    }

    private func holds(_ member: Member, _ code: UInt32) -> Bool {
        switch member {
        case .category(let category):
            return category.contains(folded ? code.simpleLower : code, ascii: ascii)
        case .range(let low, let high):
            if low <= code && code <= high { return true }
            return folded && code.caseVariants(ascii: ascii).contains { low <= $0 && $0 <= high }
        }
    }
}

extension UInt32 {
    /// Other code points that a case-blind search takes for this one.
    func caseVariants(ascii: Bool) -> [UInt32] {
        if ascii { return isASCIILetter ? [self ^ 0x20] : [] }
        let lower = simpleLower
        var variants = [lower]
        for code in [self, lower] {
            guard let properties = Unicode.Scalar(code)?.properties else { continue }
            for mapping in [properties.uppercaseMapping, properties.titlecaseMapping] where mapping.unicodeScalars.count == 1 {
                variants += mapping.unicodeScalars.map(\.value)
            }
        }
        switch caseFolded {
        case 0x69: variants += [0x69, 0x49, 0x130, 0x131]
        case 0x73: variants += [0x73, 0x53, 0x17f]
        case 0x6b: variants += [0x6b, 0x4b, 0x212a]
        case 0xe5: variants += [0xe5, 0xc5, 0x212b]
        case 0x3c9: variants += [0x3c9, 0x3a9, 0x2126]
        case 0xdf: variants += [0xdf, 0x1e9e]
        case 0x3c2: variants += [0x3c2, 0x3c3, 0x3a3]
        default: break
        }
        return variants
    }
}

/// Why a pattern is no regular expression, or why matching was given up.
package enum RegexError: Error, Equatable, CustomStringConvertible {
    case syntax(String, position: Int)
    case budget

    package var description: String {
        switch self {
        case .syntax(let message, let position): "bad pattern: \(message) at position \(position)"
        case .budget: "pattern takes too many steps on this text"
        }
    }
}
