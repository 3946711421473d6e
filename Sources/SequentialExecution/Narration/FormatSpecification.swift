/// What stands behind the colon of a format such as `{value:>8.2f}`, as far as it can be told.
struct FormatSpecification: Equatable {
    enum Side: Character {
        case left = "<"
        case right = ">"
        case middle = "^"
    }

    /// Where the value stands among what fills up the width; nil where the kind of the value decides.
    var side: Side?
    var fill: Character = " "
    /// Fills up with zeros behind the sign.
    var hasZeros = false
    var width: Int?
    /// A comma after every three digits.
    var hasCommas = false
    var precision: Int?
    /// `d`, `s`, `f` or `b`; nil where the kind of the value decides.
    var type: Character?

    /// nil for what is not known here, such as signs and exponents.
    init?(_ text: String) {
        var rest = Substring(text)
        if let second = rest.dropFirst().first, let side = Side(rawValue: second), let first = rest.first {
            (self.side, fill) = (side, first)
            rest = rest.dropFirst(2)
        } else if let side = rest.first.flatMap(Side.init(rawValue:)) {
            self.side = side
            rest = rest.dropFirst()
        }
        let isZero = rest.first == "0"
        width = Self.number(&rest)
        if width == 0 { width = nil }
        hasZeros = isZero && width != nil
        if rest.first == "," {
            hasCommas = true
            rest = rest.dropFirst()
        }
        if rest.first == "." {
            rest = rest.dropFirst()
            guard let digits = Self.number(&rest) else { return nil }
            precision = digits
        }
        if let last = rest.popFirst() {
            guard "dsfb".contains(last) else { return nil }
            type = last
        }
        let isPrecise = type == "f" || precision == nil
        guard rest.isEmpty, isPrecise, !(hasZeros && side != nil) else { return nil }
        if type == "f", precision == nil { precision = 6 }
    }

    private static func number(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return Int(digits)
    }
}
