import Foundation
import Policy
import Testing
import Torch

@Suite struct LoadingTests {
    private func message(_ folder: URL) -> String {
        do {
            _ = try DecoderPolicy.load(folder: folder)
            return ""
        } catch {
            return "\(error)".replacing(folder.path, with: "FOLDER")
        }
    }

    private func replace(_ folder: URL, _ file: String, _ old: String, _ new: String) throws {
        let url = folder.appending(path: file)
        let text = try String(contentsOf: url, encoding: .utf8)
        #expect(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: url)
    }

    @Test func whatIsMissingIsNamed() throws {
        #expect(message(URL(fileURLWithPath: "/nowhere")) == "FOLDER/config.json: could not read it: no such file")
        try Fixtures.withCopy(of: "qwen3") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "model.safetensors"))
            #expect(message(folder).contains("FOLDER/model.safetensors: could not read it: no such file"))
        }
        try Fixtures.withCopy(of: "qwen2") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "model-00002-of-00002.safetensors"))
            #expect(message(folder).contains("FOLDER/model-00002-of-00002.safetensors: could not open it"))
        }
    }

    @Test func wrongShapesAreNamedWithBoth() throws {
        try Fixtures.withCopy(of: "qwen3") { folder in
            try replace(folder, "config.json", "\"intermediate_size\": 12", "\"intermediate_size\": 13")
            #expect(
                message(folder)
                    == "FOLDER/model.safetensors: tensor 'model.layers.0.mlp.gate_proj.weight': found shape [12, 8], expected [13, 8]")
        }
    }

    @Test func missingAndUnexpectedTensorsAreNamed() throws {
        try Fixtures.withCopy(of: "qwen3") { folder in
            try replace(folder, "config.json", "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false")
            #expect(message(folder) == "FOLDER: missing tensor 'lm_head.weight'")
        }
        try Fixtures.withCopy(of: "qwen3") { folder in
            try replace(folder, "config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1")
            try replace(folder, "config.json", "\"full_attention\",\n    \"full_attention\"", "\"full_attention\"")
            #expect(message(folder).hasPrefix("FOLDER: config.json has no place for tensors 'model.layers.1.input_layernorm.weight', "))
            #expect(message(folder).hasSuffix(" and 3 more"))
        }
    }

    @Test func indexesAreChecked() throws {
        try Fixtures.withCopy(of: "qwen2") { folder in
            try replace(folder, "model.safetensors.index.json", "weight_map", "weight_maps")
            #expect(message(folder).contains("FOLDER/model.safetensors.index.json: could not read it: no object 'weight_map'"))
        }
        try Fixtures.withCopy(of: "qwen2") { folder in
            try replace(folder, "model.safetensors.index.json", "model.norm.weight", "model.norm.weights")
            #expect(message(folder).contains("missing tensor 'model.norm.weights'"))
        }
        try Fixtures.withCopy(of: "qwen2") { folder in
            try replace(folder, "model.safetensors.index.json", "model-00001-of", "../model-00001-of")
            #expect(message(folder).contains("is not the name of a file beside it"))
        }
    }

    @Test func headOfATiedModelMayBeRepeated() throws {
        try Fixtures.withCopy(of: "qwen3") { folder in
            let url = folder.appending(path: "model.safetensors")
            let file = try SafetensorsFile(url)
            let tensors = try file.names.map { (name: $0, tensor: try file.tensor($0).clone()) }
            try SafetensorsWriter.write(tensors + [("lm_head.weight", try Tensor.zeros([24, 8]))], to: url)
            #expect(message(folder) == "")
        }
    }

    @Test func wholeNumbersAreNoWeights() throws {
        try Fixtures.withCopy(of: "qwen3") { folder in
            let url = folder.appending(path: "model.safetensors")
            let file = try SafetensorsFile(url)
            let tensors = try file.names.map { (name: $0, tensor: try file.tensor($0).to(dtype: .int32)) }
            try SafetensorsWriter.write(tensors, to: url)
            #expect(message(folder).contains("found elements of int32, expected float32"))
        }
    }

    @Test func weightsAreConvertedOnTheWay() throws {
        let exact = try DecoderPolicy.load(folder: Fixtures.folder("qwen2"))
        let rounded = try DecoderPolicy.load(folder: Fixtures.folder("qwen2"), dtype: .bfloat16)
        for (one, two) in zip(exact.parameters, rounded.parameters) {
            #expect(try one.tensor.to(dtype: .bfloat16).isSame(as: two.tensor))
        }
    }

    @Test func randomModelsDependOnTheSeedAlone() throws {
        let configuration = PolicyConfiguration(
            vocabularySize: 64, hiddenSize: 32, intermediateSize: 48, layerCount: 2, headCount: 2, keyValueHeadCount: 1, headDimension: 16)
        let one = try DecoderPolicy.random(configuration, seed: 1)
        let two = try DecoderPolicy.random(configuration, seed: 1)
        let other = try DecoderPolicy.random(configuration, seed: 2)
        for (first, second) in zip(one.parameters, two.parameters) { #expect(try first.tensor.isSame(as: second.tensor)) }
        #expect(try !one.headWeight.isSame(as: other.headWeight))
        #expect(one.parameterCount == 64 * 32 + 2 * (64 * 32 + 32 + 96 * 32 + 48 * 32 + 32 * 32 + 32 + 32) + 32)
        for (name, tensor) in one.parameters {
            let norm = name.contains("norm")
            #expect(try norm ? tensor.isSame(as: .ones(tensor.shape)) : abs((tensor * tensor).mean().sqrt().item() - 0.02) < 0.002)
        }
    }
}
