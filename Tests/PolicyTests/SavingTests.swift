import Foundation
import Policy
import Testing
import Torch

@Suite struct SavingTests {
    private func names(in folder: URL) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }

    @Test(arguments: Fixtures.names, [5_000_000_000, 2000])
    func savedWeightsComeBack(name: String, shardBytes: Int) throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder(name))
        try Fixtures.withTemporaryFolder { folder in
            try policy.save(to: folder, shardBytes: shardBytes, synchronize: true)
            let again = try DecoderPolicy.load(folder: folder)
            #expect(again.configuration == policy.configuration)
            #expect(again.parameters.map(\.name) == policy.parameters.map(\.name))
            for (one, two) in zip(policy.parameters, again.parameters) { #expect(try one.tensor.isSame(as: two.tensor)) }
            #expect(try names(in: folder).contains("model.safetensors.index.json") == (shardBytes == 2000))
        }
    }

    @Test func savedTensorsHaveTheNamesTheyCameWith() throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder("qwen3"))
        try Fixtures.withTemporaryFolder { folder in
            try policy.save(to: folder)
            let file = try SafetensorsFile(folder.appending(path: "model.safetensors"))
            let original = try SafetensorsFile(Fixtures.folder("qwen3").appending(path: "model.safetensors"))
            #expect(Set(file.names) == Set(original.names))
            #expect(file.metadata == ["format": "pt"])
            for name in original.names { #expect(try file.tensor(name).isSame(as: original.tensor(name))) }
        }
    }

    @Test func everythingElseOfTheConfigurationStays() throws {
        try Fixtures.withCopy(of: "llama3") { source in
            let text = try String(contentsOf: source.appending(path: "config.json"), encoding: .utf8)
            let marked = text.replacing("\"vocab_size\": 24", with: "\"vocab_size\": 24,\n  \"my_own\": [1.0, {\"a\": null}]")
            try Data(marked.utf8).write(to: source.appending(path: "config.json"))
            for file in ["tokenizer.json", "chat_template.jinja"] { try Data(file.utf8).write(to: source.appending(path: file)) }
            let policy = try DecoderPolicy.load(folder: source, dtype: .bfloat16)
            try Fixtures.withTemporaryFolder { folder in
                try policy.save(to: folder)
                let saved = try String(contentsOf: folder.appending(path: "config.json"), encoding: .utf8)
                #expect(saved == marked.replacing("\"torch_dtype\": \"float32\"", with: "\"torch_dtype\": \"bfloat16\""))
                #expect(try String(contentsOf: folder.appending(path: "tokenizer.json"), encoding: .utf8) == "tokenizer.json")
                #expect(
                    try Data(contentsOf: folder.appending(path: "generation_config.json"))
                        == Data(contentsOf: source.appending(path: "generation_config.json")))
                #expect(try names(in: folder).contains("chat_template.jinja"))
                #expect(
                    try SafetensorsFile(folder.appending(path: "model.safetensors")).description(of: "model.norm.weight")?.dtype
                        == .bfloat16)
            }
        }
    }

    @Test func olderWeightsInTheFolderGo() throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder("qwen3"))
        try Fixtures.withTemporaryFolder { folder in
            try policy.save(to: folder, shardBytes: 2000)
            try policy.save(to: folder)
            #expect(try names(in: folder) == ["config.json", "generation_config.json", "model.safetensors"])
            try policy.save(to: folder, shardBytes: 2000)
            #expect(try !names(in: folder).contains("model.safetensors"))
            _ = try DecoderPolicy.load(folder: folder)
        }
    }

    @Test func mastersCanBeSavedInsteadOfTheParameters() throws {
        let masters = try DecoderPolicy.load(folder: Fixtures.folder("qwen3"))
        let policy = try masters.copy(dtype: .bfloat16)
        try Fixtures.withTemporaryFolder { folder in
            try policy.save(to: folder, weights: masters.parameters)
            let again = try DecoderPolicy.load(folder: folder)
            for (one, two) in zip(masters.parameters, again.parameters) { #expect(try one.tensor.isSame(as: two.tensor)) }
            try policy.restore(folder: folder)
            #expect(try policy.headWeight.isSame(as: masters.headWeight.to(dtype: .bfloat16)))
        }
    }

    @Test func aFullOrForbiddenPlaceIsAnError() throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder("qwen3"))
        #expect(throws: PolicyError.self) { try policy.save(to: URL(fileURLWithPath: "/dev/null/model")) }
    }

    @Test(.enabled(if: Python.hasTransformers)) func transformersLoadsWhatIsSaved() throws {
        let tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
        try Fixtures.withTemporaryFolder { parent in
            var folders: [URL] = []
            var own: [Tensor?] = []
            for name in Fixtures.names {
                let policy = try DecoderPolicy.load(folder: Fixtures.folder(name))
                let copies = [parent.appending(path: name), parent.appending(path: name + "-shards")]
                try policy.save(to: copies[0])
                try policy.save(to: copies[1], shardBytes: 2000)
                folders += [Fixtures.folder(name)] + copies
                own += [nil, nil, nil]
            }
            for fresh in Self.freshModels {
                let policy = try DecoderPolicy.random(fresh, seed: 3)
                folders.append(parent.appending(path: "fresh-\(fresh.family)"))
                try policy.save(to: folders[folders.count - 1])
                own.append(try policy.logits(tokens))
            }
            let logits = try Python.logits(of: folders, tokens: tokens, in: parent)
            for index in stride(from: 0, to: 3 * Fixtures.names.count, by: 3) {
                #expect(try logits[index].isSame(as: logits[index + 1]))
                #expect(try logits[index].isSame(as: logits[index + 2]))
            }
            for (ours, theirs) in zip(own, logits) {
                if let ours { #expect(try ours.distance(to: theirs) < 1e-5) }
            }
        }
    }

    /// One of each family, drawn anew.
    private static let freshModels: [PolicyConfiguration] = PolicyConfiguration.Family.allCases.map { family in
        var fresh = PolicyConfiguration(
            family: family, vocabularySize: 16, hiddenSize: 8, intermediateSize: 12, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
            headDimension: 6)
        fresh.initializerRange = 0.3
        fresh.endTokens = [1, 2]
        fresh.tiesEmbeddings = family != .qwen3
        if family == .llama {
            fresh.ropeScaling = .init(factor: 4, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8)
        }
        return fresh
    }
}
