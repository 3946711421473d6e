extension Literal {
    /// The value as compact JSON with Python's separators (`, ` and `: `), tuples as lists.
    ///
    /// Not-a-number and infinities are spelled `NaN` and `Infinity`, as Python's `json` writes them.
    public var json: String { text(.json) }

    /// The value as Python's `repr` prints it.
    public var python: String { text(.python) }

    private enum Spelling { case json, python }

    private func text(_ spelling: Spelling) -> String {
        var text = ""
        write(spelling, to: &text)
        return text
    }

    private func write(_ spelling: Spelling, to text: inout String) {
        switch self {
        case .none: text += spelling == .json ? "null" : "None"
        case .boolean(let value):
            text += spelling == .json ? (value ? "true" : "false") : (value ? "True" : "False")
        case .integer(let value): text += String(value)
        case .bigInteger(let digits): text += digits
        case .number(let value): text += Self.spell(value, spelling)
        case .string(let value): text += spelling == .json ? Self.jsonQuoted(value) : Self.pythonQuoted(value)
        case .list(let items): Self.write(items, between: "[", and: "]", spelling, to: &text)
        case .tuple(let items):
            if spelling == .json {
                Self.write(items, between: "[", and: "]", spelling, to: &text)
            } else {
                Self.write(items, between: "(", and: items.count == 1 ? ",)" : ")", spelling, to: &text)
            }
        case .dictionary(let entries): Self.write(entries, spelling, to: &text)
        }
    }

    private static func write(_ items: [Literal], between open: String, and close: String, _ spelling: Spelling, to text: inout String) {
        text += open
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            item.write(spelling, to: &text)
        }
        text += close
    }

    private static func write(_ entries: [Entry], _ spelling: Spelling, to text: inout String) {
        text += "{"
        for (index, entry) in entries.enumerated() {
            if index > 0 { text += ", " }
            if spelling == .json { text += jsonQuoted(entry.key.jsonKey) } else { entry.key.write(.python, to: &text) }
            text += ": "
            entry.value.write(spelling, to: &text)
        }
        text += "}"
    }

    private static func spell(_ value: Double, _ spelling: Spelling) -> String {
        if value.isFinite { return value.description }
        if value.isNaN { return spelling == .json ? "NaN" : "nan" }
        let magnitude = spelling == .json ? "Infinity" : "inf"
        return value < 0 ? "-" + magnitude : magnitude
    }

    private static func jsonQuoted(_ text: String) -> String {
        var quoted: [UInt8] = []
        quoted.reserveCapacity(text.utf8.count + 16)
        quoted.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case 0x0A: quoted += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: quoted += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: quoted += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case ..<0x20: quoted += Array(("\\u00" + hexadecimal(UInt32(byte))).utf8)
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }

    private static func pythonQuoted(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var quoted = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote: quoted += "\\" + String(quote)
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: quoted += "\\x" + hexadecimal(scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + String(quote)
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        (value < 16 ? "0" : "") + String(value, radix: 16)
    }
}
