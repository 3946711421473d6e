import Constraints
import HTTPTypes
import SequentialExecution

/// The constraints that an item states, with where it states them, so that a fault names the key that has it.
struct StatedConstraints {
    /// The shapes of published rows.
    private enum Shape {
        /// An id under this key, its arguments under `kwargs`.
        case one(idKey: String)
        /// `instruction_id_list`, and a list of arguments under `kwargs`.
        case several
        /// A training row's `ground_truth`.
        case groundTruth
    }

    let set: ConstraintSet
    private let fields: JSONFields
    private let shape: Shape

    /// - Throws: `RequestFailure` naming the key, also for a constraint that cannot be judged.
    init(_ fields: JSONFields) throws {
        self.fields = fields
        let suite = try fields.word("suite", as: ConstraintSuite.self)
        if let truth = fields["ground_truth"] {
            shape = .groundTruth
            set = ConstraintSet(readingGroundTruth: truth.pythonValue)
        } else if fields["instruction_id_list"] != nil {
            shape = .several
            let ids = try Self.ids(fields)
            set = ConstraintSet(suite: suite, ids: ids, arguments: try Self.arguments(fields, ids: ids.count))
        } else if let key = ["id", "instruction_id"].first(where: { fields[$0] != nil }) {
            shape = .one(idKey: key)
            let id = try fields.required(key, "a constraint's id", \.stringValue)
            set = ConstraintSet(suite: suite, ids: [id], arguments: [try fields.object("kwargs")?.value.pythonValue ?? PythonValue.none])
        } else {
            throw RequestFailure.invalid(
                fields.path, found: "no constraint", expected: "ground_truth, or instruction_id_list with kwargs, or id with kwargs")
        }
        if let fault { throw fault }
    }

    private static func ids(_ fields: JSONFields) throws -> [String] {
        try (fields.list("instruction_id_list") ?? []).enumerated().map { index, literal in
            guard let id = literal.stringValue else {
                throw RequestFailure.invalid(
                    "\(fields.place("instruction_id_list"))[\(index)]", found: JSONFields.excerpt(literal), expected: "a constraint's id")
            }
            return id
        }
    }

    /// One object or null per id; ids beyond the list take no arguments.
    private static func arguments(_ fields: JSONFields, ids: Int) throws -> [PythonValue] {
        try (fields.list("kwargs") ?? []).enumerated().map { index, literal in
            let place = "\(fields.place("kwargs"))[\(index)]"
            let arguments = literal == .none ? .dictionary([]) : try JSONFields(literal, path: place).value
            // Published rows fill up with null what no constraint asks for.
            guard index < ids || !arguments.hasMembers else {
                throw RequestFailure.invalid(
                    place, found: JSONFields.excerpt(literal), expected: "at most one object per id of instruction_id_list, \(ids) in all")
            }
            return arguments.pythonValue
        }
    }

    // MARK: Faults

    /// Why the first constraint that cannot be judged cannot.
    private var fault: RequestFailure? {
        self.set.constraints.enumerated().lazy.compactMap { index, constraint in
            constraint.problem.map { failure($0, of: constraint, at: index) }
        }.first
    }

    private func failure(_ problem: ConstraintError, of constraint: Constraint, at index: Int) -> RequestFailure {
        switch problem {
        case .unknownConstraint(let id, let suite, let closest):
            let known = "the id of a constraint of \(suite.map { "suite \($0)" } ?? "any suite")"
            return .invalid(
                idPlace(index), found: "\"\(id)\"", expected: known + (closest.map { "; the closest is \"\($0)\"" } ?? ""))
        case .unknownArgument(let id, let argument, let known):
            let place = "\(argumentsPlace(index)).\(argument)"
            let takes = known.isEmpty ? "nothing: \(id) takes no arguments" : "only what \(id) takes: \(known.joined(separator: ", "))"
            return RequestFailure(
                .badRequest, "\(place): found \(excerpt(argument, index) ?? "a value"), expected \(takes)", parameter: place,
                code: "unknown_key")
        case .missingArgument(let id, let argument):
            let parameter = (try? ConstraintRegistry.definition(id, in: constraint.suite))?.parameters.first { $0.name == argument }
            return .invalid(
                "\(argumentsPlace(index)).\(argument)", found: "nothing",
                expected: "\(parameter?.kind.expectation ?? "a value") for \(id)")
        case .invalidArgument(_, "kwargs", let found, let expected):
            return .invalid(argumentsPlace(index), found: found, expected: expected)
        case .invalidArgument(let id, let argument, let found, let expected):
            return .invalid(
                "\(argumentsPlace(index)).\(argument)", found: excerpt(argument, index) ?? found, expected: "\(expected) for \(id)")
        case .malformedGroundTruth(let reason): return Self.unusable(fields.place("ground_truth"), reason)
        case .check(let reason): return Self.unusable(argumentsPlace(index), reason)
        }
    }

    private static func unusable(_ place: String, _ reason: String) -> RequestFailure {
        RequestFailure(.badRequest, "\(place): \(reason)", parameter: place, code: "invalid_value")
    }

    private func idPlace(_ index: Int) -> String {
        switch shape {
        case .one(let key): fields.place(key)
        case .several: "\(fields.place("instruction_id_list"))[\(index)]"
        case .groundTruth: "\(fields.place("ground_truth"))[0].instruction_id[\(index)]"
        }
    }

    private func argumentsPlace(_ index: Int) -> String {
        switch shape {
        case .one: fields.place("kwargs")
        case .several: "\(fields.place("kwargs"))[\(index)]"
        case .groundTruth: "\(fields.place("ground_truth"))[0].kwargs[\(index)]"
        }
    }

    /// An argument's value as the request has it; nil where it stands inside the text of a ground truth.
    private func excerpt(_ argument: String, _ index: Int) -> String? {
        let arguments: Literal?
        switch shape {
        case .one: arguments = fields["kwargs"]
        case .several: arguments = fields["kwargs"]?.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        case .groundTruth: arguments = nil
        }
        return arguments?[argument].map(JSONFields.excerpt)
    }
}

extension ParameterKind {
    /// What a value of this kind is, for a complaint.
    fileprivate var expectation: String {
        switch self {
        case .count: "a number of at least 0"
        case .index: "a whole number"
        case .text: "a string"
        case .texts: "a list of strings"
        case .relation: "'less than' or 'at least'"
        case .language: "a language's code"
        case .letter: "a letter"
        }
    }
}

extension Literal {
    /// Whether an object holds anything but null.
    fileprivate var hasMembers: Bool {
        guard case .dictionary(let entries) = self else { return false }
        return entries.contains { $0.value != .none }
    }
}
