extension RunConfiguration {
    /// What another configuration says differently, setting by setting: `learning.steps: 60 -> 80`. A setting that one of them leaves
    /// out shows as a dash.
    /// - Parameter former: the other one, which comes first in each line.
    public func changes(since former: RunConfiguration) -> [String] {
        let settings = Self.changes(Self.fields, from: former, to: self, prefix: "")
        let names = former.sources.map(\.name) + sources.map(\.name).filter { name in !former.sources.contains { $0.name == name } }
        let inSources = names.flatMap { name -> [String] in
            let (old, new) = (former.sources.first { $0.name == name }, sources.first { $0.name == name })
            guard let old, let new else { return ["source \(name): \(old == nil ? "added" : "removed")"] }
            return Self.changes(Self.sourceFields, from: old, to: new, prefix: "source \(name), ")
        }
        return settings + inSources
    }

    private static func changes<Root>(_ fields: [ConfigurationField<Root>], from old: Root, to new: Root, prefix: String) -> [String] {
        fields.compactMap { field in
            let (before, after) = (field.write(old), field.write(new))
            return before == after ? nil : "\(prefix)\(field.path): \(before ?? "-") -> \(after ?? "-")"
        }
    }
}
