extension Outline {
    /// Whether a name is read by a step after `id`'s loop before it gets a new value there.
    func readsLater(_ name: String, after id: Int) -> Bool {
        Self.readsLater(name, after: id, in: steps) ?? false
    }

    /// nil where the step is not below these.
    private static func readsLater(_ name: String, after id: Int, in steps: [Step]) -> Bool? {
        for (place, step) in steps.enumerated() {
            let rest = steps[(place + 1)...]
            if step.id == id { return reads(name, in: rest) ?? false }
            for block in step.blocks {
                guard let found = readsLater(name, after: id, in: block) else { continue }
                return found || (reads(name, in: rest) ?? false)
            }
        }
        return nil
    }

    /// Whether the name is read first; nil where it is neither read nor set.
    private static func reads(_ name: String, in steps: ArraySlice<Step>) -> Bool? {
        for step in steps {
            switch step.statement {
            case .assign(let targets, let value):
                if value.mentions(name) || targets.contains(where: { $0.rootName == nil ? false : $0.isNameless && $0.mentions(name) }) {
                    return true
                }
                if targets.contains(where: { $0.targetNames.contains(name) }) { return false }
            case .forEach(let target, let iterable, _, _):
                if iterable.mentions(name) { return true }
                if target.targetNames.contains(name) { return false }
            case .function: continue
            default: if step.statement.ownExpressions.contains(where: { $0.mentions(name) }) { return true }
            }
            let inner = step.blocks.map { reads(name, in: $0[...]) }
            if inner.contains(true) { return true }
            if !inner.isEmpty, inner.allSatisfy({ $0 == false }) { return false }
        }
        return nil
    }
}

extension Expression {
    /// A place inside something, not a name of its own.
    fileprivate var isNameless: Bool { if case .name = self { false } else { true } }
}
