/// What is wrong with a constraint as data state it. A prompt with such a constraint can still be judged: it is never followed.
public enum ConstraintError: Error, Equatable, CustomStringConvertible {
    /// `suite` is nil where none was named and no suite knows the id.
    case unknownConstraint(id: String, suite: String?, closest: String?)
    case unknownArgument(id: String, argument: String, known: [String])
    case missingArgument(id: String, argument: String)
    case invalidArgument(id: String, argument: String, found: String, expected: String)
    case malformedGroundTruth(String)
    /// The check itself cannot be carried out on this text.
    case check(String)

    public var description: String {
        switch self {
        case .unknownConstraint(let id, let suite, let closest):
            "no constraint '\(id)' in \(suite.map { "suite \($0)" } ?? "any suite")"
                + (closest.map { "; the closest known id is '\($0)'" } ?? "")
        case .unknownArgument(let id, let argument, let known):
            "\(id) has no argument '\(argument)'; it takes " + (known.isEmpty ? "none" : known.joined(separator: ", "))
        case .missingArgument(let id, let argument): "\(id) needs the argument '\(argument)'"
        case .invalidArgument(let id, let argument, let found, let expected): "\(id): '\(argument)' is \(found), expected \(expected)"
        case .malformedGroundTruth(let reason): "ground truth: \(reason)"
        case .check(let reason): reason
        }
    }
}
