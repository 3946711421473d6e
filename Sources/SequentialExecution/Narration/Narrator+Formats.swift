extension Narrator {
    /// `format(value, specification)`, which is also what `{value:specification}` in an f-string stands for.
    mutating func formatted(_ subject: Expression, _ specification: Expression) throws -> Phrase {
        guard case .constant(.string(let text)) = specification else { throw refusal("a format that is no constant") }
        guard let format = FormatSpecification(text), suits(format, kind(subject)) else { throw refusal("the format \(text)") }
        let digits = try digits(subject, format)
        guard let width = format.width else { return try digits ?? Phrase("\(try value(subject).operand) written out as a text", .open) }
        if format.hasZeros {
            guard digits == nil else { throw refusal("the format \(text)") }
            return Phrase("\(try value(subject).operand) written with zeros in front up to \(width) characters", .open)
        }
        let side = format.side ?? (kind(subject) == .text ? .left : .right)
        let written = try digits?.bracketed ?? (kind(subject) == .text ? value(subject).operand : "(\(value(subject).operand) written out)")
        return Phrase("\(written) \(padding(.init(filling: format.fill), side)) until it has \(width) characters", .open)
    }

    /// The digits of a number that a format asks for; nil where it is written as always.
    private mutating func digits(_ subject: Expression, _ format: FormatSpecification) throws -> Phrase? {
        let commas =
            format.hasCommas ? ", with commas between groups of three digits, counted from the \(format.type == "f" ? "point" : "end")" : ""
        switch format.type {
        case "b": return Phrase("the binary digits of \(try value(subject).operand)", .noun)
        case "f":
            let told = try value(subject).operand
            guard let count = format.precision, count > 0 else {
                return Phrase("\(told) written as the nearest whole number, a tie going to the even one\(commas)", .open)
            }
            noted.insert(.rounding)
            return Phrase("\(told) written with exactly \(count) digit\(count == 1 ? "" : "s") after the point\(commas)", .open)
        default: return commas.isEmpty ? nil : Phrase("\(try value(subject).operand) written out\(commas)", .open)
        }
    }

    /// Whether a format can be told for values of a kind.
    private func suits(_ format: FormatSpecification, _ kind: Kind) -> Bool {
        switch format.type {
        case "d", "b": return kind == .whole && !(format.type == "b" && format.hasCommas)
        case "s": return kind == .text && !format.hasZeros && !format.hasCommas
        case "f": return kind.isNumber || kind == .open || kind == .any
        default: break
        }
        if format.hasZeros || format.hasCommas { return kind == .whole }
        switch kind {
        case .text, .whole, .decimal: return true
        case .open, .any: return format.side != nil
        default: return false
        }
    }

    // MARK: Filling up

    /// What a text is filled up with.
    private struct Filling {
        var words: String

        init(words: String) { self.words = words }

        init(filling: Character) { words = filling == " " ? "spaces" : "copies of the character \(Literal.string(String(filling)).json)" }
    }

    private func padding(_ filling: Filling, _ side: FormatSpecification.Side) -> String {
        switch side {
        case .left: "with \(filling.words) put behind it"
        case .right: "with \(filling.words) put before it"
        case .middle: "with \(filling.words) put around it, as many before as behind it or one more behind it,"
        }
    }

    /// `ljust` and `rjust`; `center` has a rule of its own for what is left over.
    mutating func justified(_ name: String, _ owner: Expression, _ arguments: [Expression]) throws -> Phrase? {
        let sides: [String: FormatSpecification.Side] = ["ljust": .left, "rjust": .right]
        guard let side = sides[name], (1...2).contains(arguments.count) else { return nil }
        let whole = try value(owner).operand
        let filling = arguments.count == 2 ? Filling(words: "copies of \(try value(arguments[1]).object)") : Filling(filling: " ")
        return Phrase("\(whole) \(padding(filling, side)) until it has \(try value(arguments[0]).operand) characters", .open)
    }
}
