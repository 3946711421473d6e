package import Foundation
package import Torch

/// The safetensors files of a model folder as one set of named tensors.
package struct Checkpoint {
    private let folder: URL
    private let fileOf: [String: SafetensorsFile]

    /// One file, or the shards that the index names.
    package init(folder: URL) throws {
        self.folder = folder
        let index = folder.appending(path: "model.safetensors.index.json")
        let single = folder.appending(path: "model.safetensors")
        if FileManager.default.fileExists(atPath: single.path) {
            let file = try SafetensorsFile(single)
            fileOf = Dictionary(uniqueKeysWithValues: file.names.map { ($0, file) })
        } else if FileManager.default.fileExists(atPath: index.path) {
            fileOf = try Self.shards(index: index, folder: folder)
        } else {
            throw PolicyError.unreadable(file: single.path, reason: "no such file, and no model.safetensors.index.json")
        }
    }

    private struct Index: Decodable {
        var weightMap: [String: String]

        enum CodingKeys: String, CodingKey {
            case weightMap = "weight_map"
        }
    }

    private static func shards(index: URL, folder: URL) throws -> [String: SafetensorsFile] {
        guard let map = try? JSONDecoder().decode(Index.self, from: Data(contentsOf: index)).weightMap else {
            throw PolicyError.unreadable(file: index.path, reason: "no object 'weight_map' of tensor names and file names")
        }
        var files: [String: SafetensorsFile] = [:]
        for name in Set(map.values).sorted() {
            guard !name.contains("/"), name != ".." else {
                throw PolicyError.unreadable(file: index.path, reason: "'\(name)' in weight_map is not the name of a file beside it")
            }
            files[name] = try SafetensorsFile(folder.appending(path: name))
        }
        return try map.reduce(into: [:]) { fileOf, entry in
            guard let file = files[entry.value], file.description(of: entry.key) != nil else {
                throw PolicyError.missingTensors(folder: folder.appending(path: entry.value).path, names: [entry.key])
            }
            fileOf[entry.key] = file
        }
    }

    /// Throws unless the tensors are exactly those of the configuration.
    package func check(against configuration: PolicyConfiguration) throws {
        let stored = configuration.storedParameters
        let wanted = Set(stored.flatMap { $0.parts.map(\.name) })
        let missing = wanted.filter { fileOf[$0] == nil }
        guard missing.isEmpty else { throw PolicyError.missingTensors(folder: folder.path, names: missing.sorted()) }
        let extra = fileOf.keys.filter { !wanted.contains($0) && !Self.mayBeIgnored($0, configuration) }
        guard extra.isEmpty else { throw PolicyError.unexpectedTensors(folder: folder.path, names: extra.sorted()) }
        for parameter in stored {
            for part in parameter.parts { try checkShape(part.name, expected: parameter.shape(of: part)) }
        }
    }

    /// Old checkpoints repeat the head where it is tied, and hold the rotary frequencies, which follow from the configuration.
    private static func mayBeIgnored(_ name: String, _ configuration: PolicyConfiguration) -> Bool {
        (configuration.tiesEmbeddings && name == "lm_head.weight") || name.hasSuffix(".rotary_emb.inv_freq")
    }

    private func checkShape(_ name: String, expected: [Int]) throws {
        guard let file = fileOf[name], let found = file.description(of: name) else { return }
        guard found.shape == expected else {
            throw PolicyError.wrongShape(file: file.path, tensor: name, found: found.shape, expected: expected)
        }
        guard found.dtype.isFloatingPoint else {
            throw PolicyError.wrongType(file: file.path, tensor: name, found: found.dtype.name)
        }
    }

    /// Copies the parts of a parameter into its rows, converting to its type and device.
    package func read(_ parameter: StoredParameter, into tensor: Tensor) throws {
        for part in parameter.parts {
            guard let file = fileOf[part.name] else { throw PolicyError.missingTensors(folder: folder.path, names: [part.name]) }
            try withoutGradients {
                try tensor.narrow(0, start: part.rows.lowerBound, length: part.rows.count).copy(from: file.tensor(part.name))
            }
        }
    }
}
