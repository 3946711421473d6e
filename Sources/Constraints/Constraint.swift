/// One constraint with its arguments, ready to judge texts.
///
/// A constraint whose data are wrong is still a constraint: nothing follows it, and its verdicts say why.
public struct Constraint: Sendable {
    public let id: String
    public let suite: ConstraintSuite
    public let arguments: ConstraintArguments
    /// Nil where the id is unknown.
    public let definition: ConstraintDefinition?
    /// Why nothing can follow it, where that is so.
    public let problem: ConstraintError?
    private let check: ConstraintCheck?

    /// - Throws: `ConstraintError` for an unknown id, an unknown, missing or ill-typed argument.
    public init(suite: ConstraintSuite, id: String, arguments: ConstraintArguments) throws {
        let definition = try ConstraintRegistry.definition(id, in: suite)
        let known = definition.parameters.map(\.name)
        for entry in arguments.entries where !known.contains(entry.name) {
            throw ConstraintError.unknownArgument(id: id, argument: entry.name, known: known)
        }
        do {
            check = try definition.make(arguments)
        } catch let error as RegexError {
            throw ConstraintError.check("\(id): \(error)")
        }
        self.id = id
        self.suite = suite
        self.arguments = arguments
        self.definition = definition
        problem = nil
    }

    /// A constraint that nothing follows, because of a fault in its data.
    public init(suite: ConstraintSuite, id: String, problem: ConstraintError) {
        self.id = id
        self.suite = suite
        self.problem = problem
        arguments = ConstraintArguments(id: id, entries: [])
        definition = nil
        check = nil
    }

    /// Reads a constraint from data; faults make one that nothing follows.
    public static func reading(suite: ConstraintSuite, id: String, arguments: PythonValue) -> Constraint {
        do {
            return try Constraint(suite: suite, id: id, arguments: try ConstraintArguments(id: id, value: arguments))
        } catch let error as ConstraintError {
            return Constraint(suite: suite, id: id, problem: error)
        } catch {
            return Constraint(suite: suite, id: id, problem: .check("\(error)"))
        }
    }

    /// The bare check: blank text is handed to it like any other.
    package func verdict(on text: Text) -> Verdict {
        guard let check else { return Verdict(false, .failure(problem?.description ?? "no check")) }
        do {
            return try check(text)
        } catch {
            return Verdict(false, .failure("\(error)"))
        }
    }

    /// The bare check of a string.
    public func verdict(on text: String, resources: TextResources) -> Verdict {
        verdict(on: Text(text, resources: resources))
    }

    /// What is asked, in words.
    public var requirement: String { definition?.sentence(arguments: arguments) ?? problem?.description ?? id }

    /// Language data this constraint reads that are absent.
    public func fallbacks(_ resources: TextResources) -> [TextNeed] {
        (definition?.needs ?? []).filter { resources.missing.contains($0) }
    }
}
