import Curriculum
import SequentialExecution

/// Rewards of one prompt that the service itself gave, kept until their step is observed.
struct RecordedRewards: Sendable, Codable, Equatable {
    var prompt: String
    var rewards: [Double]
    /// The values of the rewards' parts, by name.
    var components: [String: [Double]]
}

/// The rewards of one step as a trainer sent them, in the order of the step's prompts.
struct StepObservation: Sendable, Codable, Equatable {
    struct Group: Sendable, Codable, Equatable {
        var prompt: String
        var source: String
        var interval: Int?
        var rewards: [Double]
        /// The values of the reward's parts, such as constraint ids, for sources whose difficulty is learned.
        var components: [String: [Double]]
    }

    var groups: [Group]

    /// Reads `rewards`, an object from prompt id to numbers, or `groups`, a list with `id`, `rewards` and `components`.
    /// - Throws: `RequestFailure` naming the prompt, also for one that the step does not have.
    init(_ fields: JSONFields, step: [StepPrompt]) throws {
        var byPrompt: [String: Group] = [:]
        let known = Dictionary(step.map { ($0.name, $0) }) { first, _ in first }
        func add(_ name: String, _ place: String, rewards: [Double], components: [String: [Double]]) throws {
            guard let prompt = known[name] else {
                throw RequestFailure.invalid(place, found: "\"\(name)\"", expected: "the id of a prompt of this step")
            }
            let group = Group(
                prompt: name, source: prompt.source, interval: prompt.interval, rewards: rewards, components: components)
            guard byPrompt.updateValue(group, forKey: name) == nil else {
                throw RequestFailure.invalid(place, found: "\"\(name)\" twice", expected: "every prompt once")
            }
        }
        switch (try fields.object("rewards"), try fields.objects("groups")) {
        case (let rewards?, nil):
            for (name, values) in try rewards.numberLists() { try add(name, rewards.place(name), rewards: values, components: [:]) }
        case (nil, let groups?):
            for group in groups {
                try group.requireOnly(["id", "rewards", "components"])
                let name = try group.required("id", "the id of a prompt of this step", \.stringValue)
                let components = try group.object("components")?.numberLists(in: 0...1) ?? []
                try add(
                    name, group.place("id"), rewards: try group.numberList("rewards"),
                    components: Dictionary(components) { first, second in first + second })
            }
        default: throw RequestFailure.invalid(fields.place("rewards"), found: "none or both", expected: "either rewards or groups")
        }
        groups = step.compactMap { byPrompt[$0.name] }
    }

    /// From rewards that were kept as they were given, in any order.
    init(recorded rows: [RecordedRewards], step: [StepPrompt]) {
        let byPrompt = Dictionary(grouping: rows, by: \.prompt)
        groups = step.compactMap { prompt in
            guard let rows = byPrompt[prompt.name] else { return nil }
            var components: [String: [Double]] = [:]
            for row in rows { components.merge(row.components) { $0 + $1 } }
            return Group(
                prompt: prompt.name, source: prompt.source, interval: prompt.interval, rewards: rows.flatMap(\.rewards),
                components: components)
        }
    }

    /// The same by source, as the curriculum takes it.
    var bySource: [String: CurriculumObservation] {
        Dictionary(grouping: groups, by: \.source).mapValues { groups in
            var outcomes: [String: [Double]] = [:]
            for group in groups { outcomes.merge(group.components) { $0 + $1 } }
            return CurriculumObservation(
                groups: groups.map { CurriculumObservation.Group(interval: $0.interval, rewards: $0.rewards) }, outcomes: outcomes)
        }
    }
}

extension JSONFields {
    /// Every member as a list of finite numbers.
    fileprivate func numberLists(in range: ClosedRange<Double>? = nil) throws -> [(String, [Double])] {
        guard case .dictionary(let entries) = value else { return [] }
        return try entries.map { entry in
            let name = entry.key.stringValue ?? entry.key.json
            return (name, try numberList(name, in: range))
        }
    }

    fileprivate func numberList(_ key: String, in range: ClosedRange<Double>? = nil) throws -> [Double] {
        let expected = range.map { "a list of numbers in \($0.lowerBound) ... \($0.upperBound)" } ?? "a list of finite numbers"
        return try required(key, expected) { literal in
            guard let items = literal.elements else { return nil }
            let numbers = items.compactMap(\.doubleValue).filter { $0.isFinite && range?.contains($0) ?? true }
            return numbers.count == items.count ? numbers : nil
        }
    }
}
