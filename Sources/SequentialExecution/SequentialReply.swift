import Rollouts

/// What a reply states as its final answer: the values behind its last `Output:` and last `Statistics:`.
///
/// Deterministic text work only. The labels may be bold, quoted as code or in a heading; the value may stand on the same line, on the
/// next, or in a fenced block, and be followed by other text. A value that cannot be read is nil.
public struct SequentialReply: Sendable, Equatable {
    public var output: Literal?
    /// The words on the output's line without markup, for answers that are plain text; nil where there is no `Output:`.
    public var outputText: String?
    public var statistics: Literal?

    public init(parsing reply: String) {
        let text = ReplyText(ThinkingSection.removed(from: reply))
        let outputStart = text.lastLabel("output")
        let statisticsStart = text.lastLabel("statistics")
        if let outputStart {
            let end = statisticsStart.flatMap { $0.label > outputStart.value ? $0.label : nil } ?? text.bytes.count
            output = text.literal(at: outputStart.value, before: end)
            outputText = text.plainLine(at: outputStart.value, before: end)
        }
        if let statisticsStart {
            let end = outputStart.flatMap { $0.label > statisticsStart.value ? $0.label : nil } ?? text.bytes.count
            statistics = text.literal(at: statisticsStart.value, before: end) ?? text.tallies(at: statisticsStart.value, before: end)
        }
        if outputStart == nil, statisticsStart == nil, let object = text.lastObject() {
            output = object["output"]
            statistics = object["statistics"] ?? object["stats"]
        }
    }
}
