import SequentialExecution

extension Literal {
    /// An object with its members in order; a member without a value is null.
    static func object(_ members: [(String, Literal)]) -> Literal {
        .dictionary(members.map { Entry($0.0, $0.1) })
    }

    /// A text, or null.
    static func text(_ text: String?) -> Literal { text.map(Literal.string) ?? .none }

    /// A number, or null.
    static func decimal(_ value: Double?) -> Literal { value.map(Literal.number) ?? .none }

    /// A whole number, or null.
    static func whole(_ value: Int?) -> Literal { value.map(Literal.integer) ?? .none }
}
