import ArgumentParser
import Datasets
import Foundation
import Tokenization

/// `roifrl tokenize`: text to token ids, ids to text, conversations to text.
struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Turn text into token ids, ids into text, or conversations into text.",
        discussion: """
            Input: one JSON object a line, {"text"}; with --decode {"ids"}; with --chat {"messages": [{"role", "content"}],
            "enable_thinking"?, "add_generation_prompt"?}. Output: one row per input row, in order: {"ids"}, {"text"} or {"rendered"}.

            Example: echo '{"text": "Hello"}' | roifrl tokenize --tokenizer Models/tiny --input -
            """)

    @Option(help: "A folder with tokenizer.json.")
    var tokenizer: String
    @Option(help: "The rows, a JSONL file; - is standard input.")
    var input = "-"
    @Option(help: "Where the rows go; - is standard output.")
    var output = "-"
    @Flag(help: "Rows hold token ids; print their text.")
    var decode = false
    @Flag(help: "Rows hold conversations; print them through the chat template.")
    var chat = false
    @Flag(help: "Add what the tokenizer puts around a text, such as a begin token.")
    var addSpecialTokens = false
    @Flag(help: "With --decode: leave special tokens out of the text.")
    var skipSpecialTokens = false
    @Option(help: "Encode all rows N times and print one row with the processor time of each pass instead.")
    var time: Int?

    func validate() throws {
        guard !(decode && chat) else { throw ValidationError("found --decode and --chat, expected at most one of them") }
        if let time {
            guard time >= 1, !decode, !chat else { throw ValidationError("--time: expected 1 or more, without --decode or --chat") }
        }
    }

    func run() throws {
        let tokenizer = try Tokenizer(folder: URL(fileURLWithPath: tokenizer))
        if let time { return try measure(tokenizer, passes: time) }
        let template = chat ? try ChatTemplate(configuration: tokenizer.configuration) : nil
        var lines = ""
        try forEachRow { row, fail in
            if let template {
                guard let messages = row.messages else { throw fail("missing key 'messages'") }
                let text = try template.render(
                    messages, enableThinking: row.enableThinking, addGenerationPrompt: row.addGenerationPrompt ?? false)
                lines += try line(TokenizeRow(rendered: text))
            } else if decode {
                guard let ids = row.ids else { throw fail("missing key 'ids'") }
                lines += try line(TokenizeRow(text: tokenizer.decode(ids, skipSpecialTokens: skipSpecialTokens)))
            } else {
                guard let text = row.text else { throw fail("missing key 'text'") }
                lines += try line(TokenizeRow(ids: tokenizer.encode(text, addSpecialTokens: addSpecialTokens)))
            }
        }
        try writeText(lines, to: output)
    }

    private func line(_ row: TokenizeRow) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(row), as: UTF8.self) + "\n"
    }

    /// Calls `body` for every input row, with a maker of errors that name the row's line.
    private func forEachRow(_ body: (TokenizeRow, (String) -> any Error) throws -> Void) throws {
        let reader = try JSONLinesReader(path: input)
        while let line = try reader.next() {
            func fail(_ reason: String) -> DatasetError {
                .badLine(path: input == "-" ? "standard input" : input, line: line.number, reason: reason)
            }
            let row: TokenizeRow
            do {
                row = try JSONDecoder().decode(TokenizeRow.self, from: Data(line.bytes))
            } catch let error as DecodingError {
                throw fail(error.rowReason)
            }
            do {
                try body(row, fail)
            } catch let error as TokenizationError {
                throw fail("\(error)")
            }
        }
    }

    /// Prints processor seconds of each pass over all texts, the first one with nothing remembered.
    private func measure(_ tokenizer: Tokenizer, passes: Int) throws {
        var texts: [String] = []
        try forEachRow { row, fail in
            guard let text = row.text else { throw fail("missing key 'text'") }
            texts.append(text)
        }
        var tokens = 0
        var seconds: [Double] = []
        for _ in 0..<passes {
            let start = Self.processorSeconds()
            tokens = texts.reduce(0) { $0 + tokenizer.encode($1).count }
            seconds.append(Self.processorSeconds() - start)
        }
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        let list = seconds.map { "\($0)" }.joined(separator: ", ")
        try writeText("{\"rows\": \(texts.count), \"bytes\": \(bytes), \"tokens\": \(tokens), \"seconds\": [\(list)]}\n", to: output)
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// A row of `roifrl tokenize`, in or out.
struct TokenizeRow: Codable {
    var text: String?
    var ids: [Int]?
    var messages: [ChatMessage]?
    var enableThinking: Bool?
    var addGenerationPrompt: Bool?
    var rendered: String?

    enum CodingKeys: String, CodingKey {
        case text, ids, messages, rendered
        case enableThinking = "enable_thinking"
        case addGenerationPrompt = "add_generation_prompt"
    }

    init(text: String? = nil, ids: [Int]? = nil, rendered: String? = nil) {
        self.text = text
        self.ids = ids
        self.rendered = rendered
    }
}
