import Constraints
import Datasets
import Foundation
import TestSupport
import Testing

/// Language data that are there but of no use count as missing, with the file and what is wrong with it.
struct LanguageDataFilesTests {
    /// Small data of every kind, as they lie in a folder.
    private static let files = [
        "tokenizers/punkt_tab/english/abbrev_types.txt": "mr\n", "tokenizers/punkt_tab/english/collocations.tab": "##number##\tst\n",
        "tokenizers/punkt_tab/english/sent_starters.txt": "the\n", "tokenizers/punkt_tab/english/ortho_context.tab": "the\t46\n",
        "taggers/averaged_perceptron_tagger_eng/averaged_perceptron_tagger_eng.weights.json": #"{"bias": {"NN": 1, "VB": 0.5}}"#,
        "taggers/averaged_perceptron_tagger_eng/averaged_perceptron_tagger_eng.tagdict.json": #"{"go": "VB"}"#,
        "taggers/averaged_perceptron_tagger_eng/averaged_perceptron_tagger_eng.classes.json": #"["NN", "VB"]"#,
        "corpora/stopwords/english": "the\n", "syllapy/data.csv": "word,count\nriver,2\n",
        "langdetect/utils/messages.properties": "NGram.LATIN1_EXCLUDE=\n",
        "langdetect/profiles/en": #"{"freq": {"a": 3}, "n_words": [3, 2, 1], "name": "en"}"#,
    ]

    private func absences(changing name: String? = nil, to text: String = "") throws -> [TextNeed: String] {
        try withTemporaryFolder { folder in
            for (path, content) in Self.files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data((name.map { path.hasSuffix($0) } ?? false ? text : content).utf8).write(to: file)
            }
            let resources = TextResources.find(folders: [folder.path], environment: [:])
            let pairs = TextNeed.allCases.compactMap { need in resources.absence(of: need).map { (need, $0) } }
            #expect(resources.missing == Set(pairs.map(\.0)))
            return Dictionary(uniqueKeysWithValues: pairs.map { ($0, $1.replacingOccurrences(of: folder.path + "/", with: "")) })
        }
    }

    @Test func goodFilesAreNotMissing() throws {
        #expect(try absences() == [:])
    }

    @Test(arguments: [
        ("abbrev_types.txt", "", TextNeed.punkt, "abbrev_types.txt: holds nothing, expected one entry a line"),
        ("ortho_context.tab", "the 46\n", .punkt, "ortho_context.tab: entry 1: found \"the 46\", expected a word, a tab and a number"),
        ("weights.json", "{\"bias\": ", .postag, "weights.json: "),
        ("classes.json", "[]", .postag, "classes.json: holds no tag, expected a list of strings"),
        ("profiles/en", "{}", .langdetect, "profiles/en: expected the language's code as 'name'"),
        ("stopwords/english", "", .stopwords, "english: holds no word"),
        ("data.csv", "word,count\n", .syllables, "data.csv: holds no row of word, comma and count"),
    ]) func brokenFilesAreMissingWithTheirReason(file: String, text: String, need: TextNeed, reason: String) throws {
        let absences = try absences(changing: file, to: text)
        #expect(Array(absences.keys) == [need])
        #expect(absences[need]?.contains(reason) == true, "\(absences)")
    }

    @Test func withoutFilesNothingIsFound() {
        #expect(TextResources.none.absence(of: .punkt) == "not found")
        #expect(TextResources.none.missing == Set(TextNeed.allCases))
    }
}
