/// One constraint with its arguments, ready to judge texts.
///
/// A constraint whose data are wrong is still a constraint: nothing follows it, and its verdicts say why.
public struct Constraint: Sendable {
    // One reference, so that a constraint is cheap to hand around.
    private let content: Content

    private final class Content: Sendable {
        let id: String
        let suite: ConstraintSuite
        let arguments: ConstraintArguments
        let definition: ConstraintDefinition?
        let problem: ConstraintError?
        let check: ConstraintCheck?

        init(
            id: String, suite: ConstraintSuite, arguments: ConstraintArguments, definition: ConstraintDefinition? = nil,
            problem: ConstraintError? = nil, check: ConstraintCheck? = nil
        ) {
            self.id = id
            self.suite = suite
            self.arguments = arguments
            self.definition = definition
            self.problem = problem
            self.check = check
        }
    }

    public var id: String { content.id }
    public var suite: ConstraintSuite { content.suite }
    public var arguments: ConstraintArguments { content.arguments }
    /// Nil where the id is unknown.
    public var definition: ConstraintDefinition? { content.definition }
    /// Why nothing can follow it, where that is so.
    public var problem: ConstraintError? { content.problem }

    /// - Throws: `ConstraintError` for an unknown id, an unknown, missing or ill-typed argument.
    public init(suite: ConstraintSuite, id: String, arguments: ConstraintArguments) throws {
        let definition = try ConstraintRegistry.definition(id, in: suite)
        let known = definition.parameters.map(\.name)
        for entry in arguments.entries where !known.contains(entry.name) {
            throw ConstraintError.unknownArgument(id: id, argument: entry.name, known: known)
        }
        do {
            content = Content(
                id: id, suite: suite, arguments: arguments, definition: definition, check: try definition.make(arguments))
        } catch let error as RegexError {
            throw ConstraintError.check("\(id): \(error)")
        }
    }

    /// A constraint that nothing follows, because of a fault in its data.
    public init(suite: ConstraintSuite, id: String, problem: ConstraintError) {
        content = Content(id: id, suite: suite, arguments: ConstraintArguments(id: id, entries: []), problem: problem)
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
        guard let check = content.check else { return Verdict(false, .failure(problem?.description ?? "no check")) }
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

    /// What is asked, in words; empty where the data do not say.
    public var requirement: String { definition?.sentence(arguments: arguments) ?? "" }

    /// Language data this constraint reads that are absent.
    public func fallbacks(_ resources: TextResources) -> [TextNeed] {
        (definition?.needs ?? []).filter(resources.isMissing)
    }
}
