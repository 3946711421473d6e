import Curriculum
import Datasets
import Foundation
import Learning
import Testing
import Training

@Suite struct ConfigurationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Configurations")

    @Test func everyShippedConfigurationIsReadAndWrittenBack() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".toml") }
        #expect(files.count >= 9)
        for file in files {
            let configuration = try RunConfiguration.load(path: Self.folder.appending(path: file).path)
            #expect(try RunConfiguration(toml: configuration.toml, file: file) == configuration, "\(file)")
        }
    }

    @Test func defaultsAreThePapers() throws {
        let configuration = try RunConfiguration(toml: "", file: "empty.toml")
        #expect(configuration.batch.promptsPerStep == 512)
        #expect(configuration.batch.groupSize == 8)
        #expect(configuration.learning.learningRate == 1e-6)
        #expect(configuration.learning.klCoefficient == 0.001)
        #expect(configuration.intervals.count == 20)
        #expect(configuration.generation.maxNewTokens == 4096)
    }

    @Test func overridesReachEverySetting() throws {
        let text = "[[source]]\nname = \"se\"\nkind = \"sequential\"\npath = \"a.jsonl\"\n"
        let configuration = try RunConfiguration(
            toml: text, file: "a.toml", overrides: ["learning.loss=dapo", "source.0.path=b.jsonl", "curriculum.intervals.decay=1"])
        #expect(configuration.learning.loss == .dapo)
        #expect(configuration.sources.first?.path == ["b.jsonl"])
        #expect(configuration.intervals.decay == 1)
    }

    @Test func aJudgeNeedsAModel() throws {
        let text = "[judge]\nurl = \"http://127.0.0.1:8000/v1\"\n"
        #expect(throws: ConfigurationError.missing(file: "a.toml", path: "judge.model", expected: "a model's name beside judge.url")) {
            try RunConfiguration(toml: text, file: "a.toml")
        }
        let configuration = try RunConfiguration(toml: text, file: "a.toml", overrides: ["judge.model=m", "judge.weight=0.3"])
        #expect(configuration.judge.weight == 0.3)
        #expect(try RunConfiguration(toml: configuration.toml, file: "b.toml") == configuration)
    }

    @Test func weightsAreReadByConstraintAndWrittenBack() throws {
        let text =
            "[[source]]\nname = \"ca\"\nkind = \"constraints\"\npath = \"a.jsonl\"\nweights = { \"punctuation:no_comma\" = 2, \"startend:quotation\" = 0.5 }\n"
        let configuration = try RunConfiguration(toml: text, file: "a.toml")
        #expect(configuration.sources.first?.weights == ["punctuation:no_comma": 2, "startend:quotation": 0.5])
        #expect(try RunConfiguration(toml: configuration.toml, file: "b.toml") == configuration)
        #expect(throws: ConfigurationError.self) { try RunConfiguration(toml: text + "grading = \"all\"\n", file: "a.toml") }
    }

    @Test func changesAreNamedSettingBySetting() throws {
        let text = "[[source]]\nname = \"se\"\nkind = \"sequential\"\npath = \"a.jsonl\"\n"
        let former = try RunConfiguration(toml: text, file: "a.toml")
        #expect(former.changes(since: former).isEmpty)
        var later = try RunConfiguration(
            toml: text, file: "a.toml", overrides: ["learning.steps=9", "model.reference=b", "source.0.limit=3"])
        #expect(
            later.changes(since: former) == [
                "model.reference: - -> \"b\"", "learning.steps: 500 -> 9", "source se, limit: 0 -> 3",
            ])
        later = former
        later.sources[0].name = "ca"
        #expect(later.changes(since: former) == ["source se: removed", "source ca: added"])
    }

    @Test func mistakesNameThePathAndTheExpectation() {
        #expect(throws: ConfigurationError.unknownKey(file: "a.toml", path: "learning.clip_hig", suggestion: "learning.clip_high")) {
            try RunConfiguration(toml: "[learning]\nclip_hig = 0.2", file: "a.toml")
        }
        #expect(
            throws: ConfigurationError.wrongValue(
                file: "a.toml", path: "batch.group_size", found: "\"eight\"", expected: "a whole number in 2 ... 1048576")
        ) {
            try RunConfiguration(toml: "[batch]\ngroup_size = \"eight\"", file: "a.toml")
        }
        #expect(
            throws: ConfigurationError.missing(
                file: "a.toml", path: "source.0.kind", expected: "one of \"constraints\", \"sequential\", \"math\", \"chat\"")
        ) {
            try RunConfiguration(toml: "[[source]]\nname = \"x\"\npath = \"y\"", file: "a.toml")
        }
    }
}
