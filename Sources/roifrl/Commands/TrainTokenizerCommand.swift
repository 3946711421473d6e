import ArgumentParser
import Datasets
import Foundation
import Tokenization

/// `roifrl train-tokenizer`: a vocabulary from texts.
struct TrainTokenizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-tokenizer", abstract: "Learn a byte-level vocabulary from texts.",
        discussion: """
            Input: one JSON object a line, {"text"} or {"messages": [{"role", "content"}]}. Output: tokenizer.json and
            tokenizer_config.json with a chat template, as `transformers` loads them. The same texts give the same files.

            Example: roifrl train-tokenizer --input texts.jsonl --vocabulary-size 512 --output Models/tiny
            """)

    @Option(help: "The texts, a JSONL file; - is standard input.")
    var input: String
    @Option(help: "The folder for the two files; made if absent.")
    var output: String
    @Option(help: "Size of the whole vocabulary, added tokens included.")
    var vocabularySize = 512
    @Flag(help: "Let numbers be cut into runs of up to three digits, instead of digit by digit.")
    var groupedDigits = false

    func run() throws {
        var texts: [String] = []
        let reader = try JSONLinesReader(path: input)
        while let line = try reader.next() {
            let file = input == "-" ? "standard input" : input
            do {
                let row = try JSONDecoder().decode(TokenizeRow.self, from: Data(line.bytes))
                guard row.text != nil || row.messages != nil else {
                    throw DatasetError.badLine(path: file, line: line.number, reason: "missing key 'text' or 'messages'")
                }
                texts += (row.text.map { [$0] } ?? []) + (row.messages ?? []).map(\.content)
            } catch let error as DecodingError {
                throw DatasetError.badLine(path: file, line: line.number, reason: error.rowReason)
            }
        }
        var trainer = BytePairTrainer(vocabularySize: vocabularySize)
        trainer.splitsDigits = !groupedDigits
        let trained = try trainer.train(texts)
        let folder = URL(fileURLWithPath: output)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try trained.tokenizerJSON.write(to: folder.appendingPathComponent("tokenizer.json"))
        try trained.configurationJSON.write(to: folder.appendingPathComponent("tokenizer_config.json"))
        print("\(try trained.tokenizer().vocabularySize) tokens from \(texts.count) texts")
    }
}
