/// Tells a function in plain conversational English, in LogicIF's three parts: INPUTS, LOGICS, OUTPUTS.
///
/// Complete by construction: every statement and expression of our subset is either told or refused by name. Steps are numbered, the steps
/// of a loop or a branch below it (3.1, 3.2, ...), and every sentence that governs steps names their numbers, so that what belongs
/// together is never in doubt. A seed varies the wording; what is said stays the same.
public struct Narrator {
    let outline: Outline
    let wording: Wording
    let table: KindTable
    let names: NameStyle
    let scope: Scope
    /// The counters that every return of the function reports, in order; empty where it reports none.
    let trackers: [String]
    /// The number of the step being told, and how many choices of words it has taken so far.
    private var place = ""
    private var slot = 0
    /// Names that have been introduced.
    var introduced: Set<String>
    /// What the steps so far need said before them.
    var noted: Set<Note> = []

    /// The description of a function.
    /// - Parameters:
    ///   - seed: chooses the wording.
    ///   - style: how much is said around the steps.
    ///   - examples: argument lists of test cases, which say what the parameters are.
    /// - Throws: ``SequentialExecutionError/untold(construct:line:)`` naming what cannot be told.
    public static func description(
        of function: FunctionDefinition, seed: UInt64, style: Style = .conversational, examples: [[Literal]] = []
    ) throws -> String {
        try description(of: Outline(function, seed: seed, style: style), examples: examples)
    }

    static func description(of outline: Outline, examples: [[Literal]]) throws -> String {
        var narrator = try Narrator(outline, examples: examples)
        let inputs = try narrator.inputs(examples)
        let steps = try narrator.lines(outline.steps, depth: 0)
        let outputs = try narrator.outputs()
        let opening = narrator.opening(for: steps)
        let logics = (opening.isEmpty ? "" : " " + opening) + "\n" + steps.joined(separator: "\n")
        let gap = outline.wording.isBrief ? "\n" : "\n\n"
        return "INPUTS: \(inputs)\(gap)LOGICS:\(logics)\(gap)OUTPUTS: \(outputs)"
    }

    private init(_ outline: Outline, examples: [[Literal]]) throws {
        self.outline = outline
        wording = outline.wording
        table = KindTable(outline.function, examples: examples)
        scope = try Scope(outline.function)
        names = NameStyle(wording)
        trackers = Self.trackers(of: outline.function)
        introduced = Set(outline.function.parameters.map(\.name))
    }

    /// One of several ways to say something, at the present place.
    mutating func pick(_ forms: String...) -> String {
        slot += 1
        return wording.pick(forms, at: place, String(slot))
    }

    /// One of several ways to say something, the same one wherever this narration says it.
    func settled(_ what: String, _ forms: String...) -> String { wording.pick(forms, at: "settled", what) }

    mutating func move(to label: String) {
        place = label
        slot = 0
    }

    func kind(_ expression: Expression) -> Kind { table.kind(of: expression) }

    func name(_ name: String) -> String { names.written(name) }

    func refusal(_ construct: String) -> SequentialExecutionError { .untold(construct: construct, line: nil) }

    static func enumerated(_ items: [String], _ last: String = "and") -> String {
        guard items.count > 1, let final = items.last else { return items.first ?? "nothing" }
        return items.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    // MARK: Lines

    /// The numbered lines of a block and of everything below it.
    private mutating func lines(_ steps: [Step], depth: Int) throws -> [String] {
        var lines: [String] = []
        for step in steps where !Outline.isSilent(step.statement) {
            move(to: step.label)
            let indent = String(repeating: "  ", count: depth)
            lines.append(indent + numbered(step.label) + Self.capitalised(try sentence(step)))
            if !step.isInline { lines += try below(step, depth: depth + 1) }
        }
        return lines
    }

    private mutating func below(_ step: Step, depth: Int) throws -> [String] {
        var result: [String] = []
        for block in step.blocks {
            if let chained = block.first, chained.isChained {
                result += try below(chained, depth: depth)
            } else {
                result += try lines(block, depth: depth)
            }
        }
        return result
    }

    private func numbered(_ label: String) -> String {
        switch wording.isBrief ? 0 : wording.index(of: 3, at: "labels") {
        case 0: "\(label). "
        case 1: "Step \(label): "
        default: "(\(label)) "
        }
    }

    /// `do steps 4.1 to 4.3`, or the sentence itself where the block shares it.
    mutating func doing(_ block: [Step], inline: Bool) throws -> String {
        let told = block.filter { !Outline.isSilent($0.statement) }
        guard let first = told.first, let last = told.last else { return "do nothing" }
        guard inline else { return "do \(Self.span(first.label, last.label))" }
        let sentences = try told.map { try simple($0) }
        return sentences.count == 1 ? sentences[0] : "first \(sentences[0]), and then \(sentences[1])"
    }

    private static func span(_ first: String, _ last: String) -> String {
        first == last ? "step \(first)" : "steps \(first) to \(last)"
    }

    // MARK: Trackers

    /// The counters in the dictionary of the first return that has one.
    private static func trackers(of function: FunctionDefinition) -> [String] {
        TrackerInsertion.returns(in: function.body).lazy.compactMap { $0.flatMap(counts)?.map(\.key) }.first ?? []
    }

    /// The pairs of name and value that a returned `(result, {name: value})` reports.
    static func counts(_ value: Expression) -> [(key: String, value: Expression)]? {
        guard case .tuple(let items) = value, items.count == 2, case .dictionary(let entries) = items[1], !entries.isEmpty else {
            return nil
        }
        let pairs = entries.compactMap { entry -> (key: String, value: Expression)? in
            if case .constant(.string(let key)) = entry.key { (key, entry.value) } else { nil }
        }
        return pairs.count == entries.count ? pairs : nil
    }
}
