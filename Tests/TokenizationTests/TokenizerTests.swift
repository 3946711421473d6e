import Foundation
import Testing
import Tokenization

struct TokenizerTests {
    @Test(arguments: TokenizerFixture.allCases) func agreesWithReference(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        let cases = try fixture.cases()
        #expect(cases.count == 60)
        for row in cases {
            #expect(tokenizer.encode(row.text) == row.ids, "\(row.text.debugDescription)")
            #expect(tokenizer.encode(row.text, addSpecialTokens: true) == row.specialIDs)
            #expect(tokenizer.decode(row.ids).utf8.elementsEqual(row.decoded.utf8))
            #expect(tokenizer.decode(row.noise).utf8.elementsEqual(row.noiseDecoded.utf8))
            #expect(tokenizer.decode(row.noise, skipSpecialTokens: true).utf8.elementsEqual(row.noiseSkipped.utf8))
        }
    }

    @Test func names() throws {
        let tokenizer = try TokenizerFixture.qwen.tokenizer()
        #expect(tokenizer.vocabularySize == 405)
        #expect(tokenizer.id(of: "<|endoftext|>") == 402)
        #expect(tokenizer.id(of: "!") == 0)
        #expect(tokenizer.id(of: "no such token") == nil)
        #expect(tokenizer.endOfSequence == nil)
        let configuration = Data(#"{"eos_token": {"content": "<|im_end|>"}, "pad_token": "<|endoftext|>"}"#.utf8)
        let configured = try Tokenizer(tokenizerJSON: TokenizerFixture.qwen.json(), configurationJSON: configuration)
        #expect(configured.endOfSequence == 404)
        #expect(configured.padding == 402)
    }

    /// The merging definition word for word: apply the earliest merge of the file that fits, at its leftmost place, until none fits.
    private func obviousMerge(_ word: String, _ merges: [[String]]) -> [String] {
        var tokens = word.map(String.init)
        while true {
            let pairs = zip(tokens, tokens.dropFirst()).map { [$0, $1] }
            guard let merge = merges.first(where: pairs.contains), let at = pairs.firstIndex(of: merge) else { return tokens }
            tokens.replaceSubrange(at...at + 1, with: [merge.joined()])
        }
    }

    @Test func mergesAsDefined() throws {
        let tokenizer = try TokenizerFixture.qwen.tokenizer()
        let merges = try TokenizerFixture.qwen.merges()
        // Long enough for the heap, short enough for the table, and in between.
        for length in [1, 2, 5, 17, 47, 48, 49, 50, 120] {
            for start in 0..<12 {
                let letters = Array("thecountercountsandreturnsetotal")
                let word = String((0..<length).map { letters[($0 * (start + 1) + start * start) % letters.count] })
                #expect(tokenizer.encode(word) == obviousMerge(word, merges).compactMap(tokenizer.id(of:)), "\(word)")
            }
        }
    }

    @Test func wordsWithoutEnd() throws {
        let tokenizer = try TokenizerFixture.qwen.tokenizer()
        for unit in ["a", "count", " ", "\u{301}", "=", "한", "<", "<|im_start|"] {
            let text = String(repeating: unit, count: 100_000)
            #expect(tokenizer.decode(tokenizer.encode(text)).utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8))
        }
        #expect(tokenizer.encode(String(repeating: "<|im_end|>", count: 1000)) == Array(repeating: 404, count: 1000))
    }

    @Test func composesAsTheReferenceDoes() throws {
        let tokenizer = try TokenizerFixture.qwen.tokenizer()
        func composed(_ text: String) -> String { tokenizer.decode(tokenizer.encode(text)) }
        func expect(_ text: String, _ expected: String) {
            #expect(composed(text).unicodeScalars.elementsEqual(expected.unicodeScalars), "\(text.debugDescription)")
        }
        expect("e\u{301}", "\u{E9}")
        expect("x\u{301}\u{323}", "x\u{323}\u{301}")
        expect("a\u{301}\u{323}", "\u{1EA1}\u{301}")
        expect("\u{1112}\u{1161}\u{11AB}\u{11AB}", "\u{D55C}\u{11AB}")
        expect("\u{AC00}\u{11A8}", "\u{AC01}")
        expect("\u{2126}\u{212B}\u{F900}", "\u{3A9}\u{C5}\u{8C48}")
        expect("\u{958}\u{FB1D}", "\u{915}\u{93C}\u{5D9}\u{5B4}")
        expect("q\u{334}\u{302}e\u{302}\u{301}z", "q\u{334}\u{302}\u{1EBF}z")
        expect("\u{301}", "\u{301}")
    }

    @Test func streamsWholeCharactersOnly() throws {
        let tokenizer = try TokenizerFixture.qwen.tokenizer()
        var decoder = tokenizer.streamingDecoder()
        let parts = tokenizer.encode("é😀").map { decoder.decode($0) }
        #expect(parts.joined() == "é😀")
        #expect(!parts.joined().contains("\u{FFFD}"))
        for row in try TokenizerFixture.qwen.cases() {
            for skips in [false, true] {
                var decoder = tokenizer.streamingDecoder(skipSpecialTokens: skips)
                let text = row.noise.map { decoder.decode($0) }.joined() + decoder.finish()
                #expect(text.utf8.elementsEqual((skips ? row.noiseSkipped : row.noiseDecoded).utf8))
            }
        }
    }

    @Test func manyCallsAtOnce() async throws {
        let tokenizer = try TokenizerFixture.qwen.tokenizer()
        let cases = try TokenizerFixture.qwen.cases()
        await withTaskGroup(of: Bool.self) { group in
            for offset in 0..<8 {
                group.addTask {
                    cases.indices.allSatisfy { tokenizer.encode(cases[($0 + offset) % 60].text) == cases[($0 + offset) % 60].ids }
                }
            }
            for await agrees in group { #expect(agrees) }
        }
    }
}
