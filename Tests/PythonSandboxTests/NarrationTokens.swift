/// The words of a narration, as a reader meets them.
enum NarrationToken: Equatable {
    case word(String)
    /// A name in backquotes.
    case name(String)
    case number(String)
    /// A text in quotation marks, as JSON.
    case text(String)
    case mark(Character)

    static func all(in sentence: String) -> [NarrationToken] {
        var rest = Substring(sentence)
        var tokens: [NarrationToken] = []
        while let first = rest.first {
            if first == " " {
                rest.removeFirst()
            } else if first == "`" {
                rest.removeFirst()
                tokens.append(.name(String(rest.prefix { $0 != "`" })))
                rest = rest.drop { $0 != "`" }.dropFirst()
            } else if first == "\"" {
                tokens.append(.text(quoted(&rest)))
            } else if first.isNumber || (first == "-" && (rest.dropFirst().first?.isNumber ?? false)) {
                tokens.append(.number(number(&rest)))
            } else if first.isLetter || first == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "'" }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else {
                tokens.append(.mark(first))
                rest.removeFirst()
            }
        }
        return tokens
    }

    private static func quoted(_ rest: inout Substring) -> String {
        var text = String(rest.removeFirst())
        while let next = rest.popFirst() {
            text.append(next)
            if next == "\\", let escaped = rest.popFirst() { text.append(escaped) } else if next == "\"" { break }
        }
        return text
    }

    /// Digits with points between them: a number, or the number of a step.
    private static func number(_ rest: inout Substring) -> String {
        var text = String(rest.removeFirst())
        while let next = rest.first {
            let followed = rest.dropFirst().first?.isNumber ?? false
            guard next.isNumber || (next == "." && followed) || (next == "e" && text.contains(".")) else { break }
            text.append(rest.removeFirst())
        }
        return text
    }
}
