public import Foundation
public import Torch

extension DecoderPolicy {
    /// Writes the model in Hugging Face format, so that `transformers` and others load it unchanged: configuration with every key it
    /// came with, weights by their Hugging Face names, the tokenizer's files.
    /// - Parameters:
    ///   - weights: by stored name, to be saved instead of the parameters (masters of higher precision, say).
    ///   - shardBytes: weights beyond it go to further files with an index.
    ///   - synchronize: waits until the disk has it all.
    public func save(
        to folder: URL, weights: [(name: String, tensor: Tensor)]? = nil, shardBytes: Int = 5_000_000_000, synchronize: Bool = false
    ) throws {
        let named = try exportNamed(weights ?? parameters)
        let type = named.first?.tensor.dtype ?? dtype
        try Self.attempt(folder) { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
        try saveWeights(named, to: folder, shardBytes: shardBytes, synchronize: synchronize)
        try Self.write(configurationText(dtype: type), to: folder.appending(path: "config.json"))
        try Self.write(origin.generation ?? configuration.generationJSON(), to: folder.appending(path: "generation_config.json"))
        try copyTokenizer(to: folder)
    }

    // MARK: Weights

    private func saveWeights(
        _ tensors: [(name: String, tensor: Tensor)], to folder: URL, shardBytes: Int, synchronize: Bool
    ) throws {
        let shards = Self.shards(tensors, bytes: shardBytes)
        var written: Set<String> = []
        var map: [String: String] = [:]
        for (index, shard) in shards.enumerated() {
            let name = shards.count == 1 ? "model.safetensors" : Self.shardName(index + 1, of: shards.count)
            let file = folder.appending(path: name)
            let partial = folder.appending(path: name + ".partial")
            do {
                try SafetensorsWriter.write(shard, to: partial, synchronize: synchronize)
                try Self.replace(file, with: partial)
            } catch {
                try? FileManager.default.removeItem(at: partial)
                throw error
            }
            written.insert(name)
            for (tensor, _) in shard { map[tensor] = name }
        }
        let index = "model.safetensors.index.json"
        if shards.count > 1 {
            try Self.write(try Self.index(map, tensors), to: folder.appending(path: index))
            written.insert(index)
        }
        try removeOthers(in: folder, keeping: written)
    }

    /// Consecutive tensors together up to the size; a larger one alone.
    private static func shards(_ tensors: [(name: String, tensor: Tensor)], bytes: Int) -> [[(name: String, tensor: Tensor)]] {
        var shards: [[(name: String, tensor: Tensor)]] = [[]]
        var size = 0
        for entry in tensors {
            let next = entry.tensor.count * entry.tensor.dtype.size
            if size + next > bytes, !shards[shards.count - 1].isEmpty {
                shards.append([])
                size = 0
            }
            shards[shards.count - 1].append(entry)
            size += next
        }
        return shards
    }

    private static func shardName(_ number: Int, of count: Int) -> String {
        func digits(_ value: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, 5 - text.count)) + text
        }
        return "model-\(digits(number))-of-\(digits(count)).safetensors"
    }

    private struct Index: Encodable {
        var metadata: [String: Int]
        var weightMap: [String: String]

        enum CodingKeys: String, CodingKey {
            case metadata
            case weightMap = "weight_map"
        }
    }

    private static func index(_ map: [String: String], _ tensors: [(name: String, tensor: Tensor)]) throws -> String {
        let size = tensors.reduce(0) { $0 + $1.tensor.count * $1.tensor.dtype.size }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let index = Index(metadata: ["total_size": size], weightMap: map)
        return String(decoding: try encoder.encode(index), as: UTF8.self) + "\n"
    }

    /// Weights of an earlier save would be loaded beside or instead of the new ones.
    private func removeOthers(in folder: URL, keeping written: Set<String>) throws {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            let isWeights = name.hasPrefix("model") && (name.hasSuffix(".safetensors") || name == "model.safetensors.index.json")
            guard isWeights, !written.contains(name) else { continue }
            let file = folder.appending(path: name)
            try Self.attempt(file) { try FileManager.default.removeItem(at: file) }
        }
    }

    // MARK: Texts

    /// The configuration as it came, with the type that was saved.
    private func configurationText(dtype: DType) -> String {
        guard let text = origin.configuration else { return configuration.json(dtype: dtype.name) }
        let entry = /"(torch_)?dtype"\s*:\s*("[^"]*"|null)/
        if text.contains(entry) {
            return text.replacing(entry) { "\"\($0.output.1.map(String.init) ?? "")dtype\": \"\(dtype.name)\"" }
        }
        guard let brace = text.firstIndex(of: "{") else { return text }
        return text.replacingCharacters(in: brace...brace, with: "{\n  \"dtype\": \"\(dtype.name)\",")
    }

    private static let tokenizerFiles = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
        "tokenizer.model", "chat_template.jinja", "chat_template.json",
    ]

    private func copyTokenizer(to folder: URL) throws {
        guard let source = origin.folder, source.standardizedFileURL != folder.standardizedFileURL else { return }
        for name in Self.tokenizerFiles {
            let from = source.appending(path: name)
            guard let data = try? Data(contentsOf: from) else { continue }
            let to = folder.appending(path: name)
            try Self.write(data, to: to)
        }
    }

    private static func write(_ text: String, to file: URL) throws { try write(Data(text.utf8), to: file) }

    private static func write(_ data: Data, to file: URL) throws {
        // Under a name of our own, unlike that of an atomic write: what a killed process leaves is overwritten by the next.
        let partial = URL(filePath: file.path + ".partial")
        do {
            try attempt(file) { try data.write(to: partial) }
            try replace(file, with: partial)
        } catch {
            try? FileManager.default.removeItem(at: partial)
            throw error
        }
    }

    private static func replace(_ file: URL, with other: URL) throws {
        guard rename(other.path, file.path) == 0 else {
            throw PolicyError.unwritable(file: file.path, reason: String(cString: strerror(errno)))
        }
    }

    private static func attempt(_ file: URL, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw PolicyError.unwritable(file: file.path, reason: error.localizedDescription)
        }
    }
}
