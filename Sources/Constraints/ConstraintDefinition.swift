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
    let draw: @Sendable (inout ArgumentDraw) -> [(String, PythonValue)]
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
        var sentence = wordings[wording % wordings.count]
        for (name, value) in arguments.entries {
            guard sentence.contains("{\(name)}") else { continue }
            sentence = sentence.split(separator: "{\(name)}", omittingEmptySubsequences: false).joined(separator: Self.spoken(value))
        }
        return sentence
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
