/// Words for a value or a condition, with what is needed to tell where they end.
struct Phrase {
    enum Shape {
        /// Ends by itself: a name, a number, something in brackets.
        case atom
        /// `the length of x`: begins with its head and ends with one operand.
        case noun
        /// `a plus b`.
        case chain
        /// A condition with one verb, `a is less than b`.
        case clause
        /// Anything else: stands in brackets unless it stands alone.
        case open
    }

    var text: String
    var shape: Shape

    init(_ text: String, _ shape: Shape) {
        self.text = text
        self.shape = shape
    }

    /// In brackets, whatever it is.
    var bracketed: String { "(\(text))" }

    /// As an operand between words such as `plus`.
    var operand: String { shape == .atom ? text : bracketed }

    /// After `of` or between two fixed words of a sentence.
    var object: String { shape == .atom || shape == .noun ? text : bracketed }

    /// Beside a verb such as `is greater than`.
    var side: String { shape == .atom || shape == .noun || shape == .chain ? text : bracketed }

    /// As one of several conditions.
    var condition: String { shape == .clause ? text : bracketed }
}
