extension Narrator {
    /// What is said of a helper before its steps.
    mutating func introduction(_ helper: FunctionDefinition, _ step: Step) throws -> String {
        let parameters = helper.parameters.map(\.name)
        let places = Self.enumerated(parameters.map { name($0) })
        introduced.formUnion(parameters)
        var text = pick(
            "here is a helper called", "there is a small procedure of its own called", "keep this procedure in mind; it is called")
        text += " \(name(helper.name))"
        text += parameters.isEmpty ? ". It takes nothing." : ". It takes \(places)."
        for parameter in helper.parameters {
            guard let value = parameter.defaultValue else { continue }
            text += " If \(name(parameter.name)) is left out, it is \(try self.value(value).object)."
        }
        text += " Do not run it now. Whenever a step asks what \(name(helper.name)) gives"
        text += parameters.isEmpty ? "" : " for certain values"
        text += ", \(try doing(step.blocks[0], inline: false))"
        text += parameters.isEmpty ? "." : ", with those values as \(places)."
        return text + (try footnotes(helper))
    }

    private mutating func footnotes(_ helper: FunctionDefinition) throws -> String {
        var text = ""
        let outside = helper.body.flatMap { statement -> [String] in
            if case .nonlocal(let names) = statement { names } else { [] }
        }
        if !outside.isEmpty {
            let own = outside.count == 1 ? "one" : "ones"
            text += " It works on \(Self.enumerated(outside.map { name($0) })) of the steps outside itself, not on \(own) of its own."
        }
        let own = Names.bound(in: helper.body).subtracting(outside).subtracting(helper.parameters.map(\.name))
        if !own.isEmpty { text += " Anything else that it sets up is its own, anew in every run." }
        if Names.isRecursive(helper) {
            text += " It may ask for itself; every such run has its own values, and the run that asked waits for it."
        }
        if !Self.alwaysReturns(helper.body) { text += " If it comes to its end without giving anything back, it gives null." }
        return text
    }

    /// Whether a body cannot come to its end.
    static func alwaysReturns(_ body: [Statement]) -> Bool {
        guard let last = body.last else { return false }
        switch last {
        case .returning, .raise: return true
        case .conditional(_, let body, let otherwise): return alwaysReturns(body) && alwaysReturns(otherwise)
        default: return false
        }
    }
}
