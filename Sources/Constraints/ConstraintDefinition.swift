/// A family of benchmarks or training data in which an id has one meaning.
public enum ConstraintSuite: String, Sendable, CaseIterable, Codable {
    case ifeval, iftrain, ifbench
}

/// What an argument may be.
public enum ParameterKind: String, Sendable, Codable {
    case count, index, text, texts, relation, language, letter
}

/// An argument that a constraint takes.
public struct ConstraintParameter: Sendable {
    public let name: String
    public let kind: ParameterKind
    public let isOptional: Bool

    static func count(_ name: String) -> Self { .init(name: name, kind: .count, isOptional: false) }
    static func index(_ name: String) -> Self { .init(name: name, kind: .index, isOptional: false) }
    static func text(_ name: String) -> Self { .init(name: name, kind: .text, isOptional: false) }
    static func texts(_ name: String) -> Self { .init(name: name, kind: .texts, isOptional: false) }
    static func relation(_ name: String) -> Self { .init(name: name, kind: .relation, isOptional: false) }
    static func language(_ name: String) -> Self { .init(name: name, kind: .language, isOptional: false) }
    static func letter(_ name: String) -> Self { .init(name: name, kind: .letter, isOptional: false) }

    var optional: Self { .init(name: name, kind: kind, isOptional: true) }
}

/// Judges one text. It may throw where the reference raises: the constraint then counts as not followed.
package typealias ConstraintCheck = @Sendable (Text) throws -> Verdict

/// One kind of constraint: its public id, what it takes, how it is worded, how arguments are drawn, and how a text is judged.
public struct ConstraintDefinition: Sendable {
    public let id: String
    public let suites: Set<ConstraintSuite>
    public let parameters: [ConstraintParameter]
    /// Language data the check reads.
    public let needs: [TextNeed]
    /// Sentences that put the constraint to a model; `{name}` stands for an argument.
    public let wordings: [String]
    package let draw: @Sendable (inout ArgumentDraw) -> [(String, PythonValue)]
    let make: @Sendable (ConstraintArguments) throws -> ConstraintCheck

    init(
        _ id: String, _ suites: Set<ConstraintSuite>, _ parameters: [ConstraintParameter] = [], needs: [TextNeed] = [],
        wordings: [String], draw: @escaping @Sendable (inout ArgumentDraw) -> [(String, PythonValue)] = { _ in [] },
        make: @escaping @Sendable (ConstraintArguments) throws -> ConstraintCheck
    ) {
        self.id = id
        self.suites = suites
        self.parameters = parameters
        self.needs = needs
        self.wordings = wordings
        self.draw = draw
        self.make = make
    }

    /// A wording with the arguments filled in.
    public func sentence(wording: Int = 0, arguments: ConstraintArguments) -> String {
        guard !wordings.isEmpty else { return id }
        let template = PlaceTemplate(wordings[wording % wordings.count]) { arguments[$0] != nil }
        var sentence = ""
        var isOne = false
        for piece in template.pieces {
            switch piece {
            case .text(let text): sentence += isOne ? Self.singular(text) : String(text)
            case .place(let name):
                let value = arguments[name] ?? .none
                sentence += Self.spoken(value)
                isOne = value == .int(1) || value == .double(1)
                continue
            }
            isOne = false
        }
        return sentence
    }

    /// Nouns that wordings put behind a number, in the plural and in the singular.
    private static let nouns: [String: String] = {
        let regular = """
            times sentences words paragraphs bullets points sections passages parts letters placeholders gaps numbers pronouns names
            conjunctions uses
            """.split(whereSeparator: \.isWhitespace)
        let pairs = regular.map { (String($0), String($0.dropLast())) } + [("copies", "copy")]
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }()

    /// What stands behind a 1, with the first noun of its first words in the singular: "1 bullet points" is "1 bullet point".
    private static func singular(_ text: Substring) -> String {
        guard text.first == " " else { return String(text) }
        var words = text.split(separator: " ", omittingEmptySubsequences: false)
        for index in words.indices.dropFirst().prefix(4) {
            let noun = words[index].prefix { $0.isLetter || $0 == "-" }
            if let one = nouns[String(noun)] {
                words[index] = one + words[index].dropFirst(noun.count)
                return words.joined(separator: " ")
            }
            // Behind a mark or "or" another phrase begins, which need not be about this number.
            if noun.count < words[index].count || noun == "or" { break }
        }
        return String(text)
    }

    private static func spoken(_ value: PythonValue) -> String {
        switch value {
        case .int(let number): "\(number)"
        case .double(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .string(let text): text
        case .list(let values): values.map { "\"\(spoken($0))\"" }.joined(separator: ", ")
        case .bool(let flag): "\(flag)"
        case .none, .dictionary: ""
        }
    }
}

extension Set<ConstraintSuite> {
    /// The 25 of IFEval, which the training set shares.
    static let classic: Set<ConstraintSuite> = [.ifeval, .iftrain]
    static let training: Set<ConstraintSuite> = [.iftrain]
    static let bench: Set<ConstraintSuite> = [.ifbench]
}

extension ConstraintDefinition {
    /// The first wording with drawn arguments.
    public func example(seed: UInt64) -> String {
        var draw = ArgumentDraw(seed: seed, request: "Describe a day at the sea.")
        return sentence(arguments: ConstraintArguments(id: id, entries: self.draw(&draw).map { (name: $0.0, value: $0.1) }))
    }
}
