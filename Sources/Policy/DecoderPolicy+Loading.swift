public import Foundation
public import Torch

extension DecoderPolicy {
    /// Reads a model in Hugging Face format: `config.json`, safetensors in one file or in shards with their index.
    /// - Parameters:
    ///   - dtype: the type of the parameters in memory, whatever the files hold.
    ///   - tokenizerFolder: where its tokenizer is, to be saved with it; nil: the same folder.
    /// - Throws: `PolicyError` or `TorchError` naming file, key or tensor, what was found and what was expected.
    public static func load(
        folder: URL, device: Device = .cpu, dtype: DType = .float32, tokenizerFolder: URL? = nil
    ) throws -> DecoderPolicy {
        let json = try Self.read(folder.appending(path: "config.json"))
        let generationFile = folder.appending(path: "generation_config.json")
        let generation = FileManager.default.fileExists(atPath: generationFile.path) ? try Self.read(generationFile) : nil
        let configuration = try PolicyConfiguration(json: json, generation: generation, folder: folder.path)
        let checkpoint = try Checkpoint(folder: folder)
        try checkpoint.check(against: configuration)
        let tensors = try configuration.storedParameters.map { parameter in
            let tensor = try Tensor.empty(parameter.shape, dtype: dtype, device: device)
            try checkpoint.read(parameter, into: tensor)
            return tensor
        }
        let origin = Origin(
            configuration: String(decoding: json, as: UTF8.self), generation: generation.map { String(decoding: $0, as: UTF8.self) },
            folder: tokenizerFolder ?? folder)
        return try DecoderPolicy(configuration: configuration, tensors: tensors, dtype: dtype, device: device, origin: origin)
    }

    /// A model from nothing: matrices normal with `initializerRange`, norms one, biases zero; the same seed gives the same model on any device.
    /// - Parameter tokenizerFolder: where its tokenizer is, to be saved with it.
    public static func random(
        _ configuration: PolicyConfiguration, seed: UInt64, device: Device = .cpu, dtype: DType = .float32, tokenizerFolder: URL? = nil
    ) throws -> DecoderPolicy {
        let tensors = try configuration.storedParameters.enumerated().map { index, parameter in
            let tensor = try Tensor.full(parameter.shape, parameter.kind == .norm ? 1 : 0, dtype: dtype, device: device)
            if parameter.kind == .matrix {
                // A stream of its own for every parameter.
                try tensor.fillNormal(deviation: configuration.initializerRange, seed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
            }
            return tensor
        }
        return try DecoderPolicy(
            configuration: configuration, tensors: tensors, dtype: dtype, device: device, origin: Origin(folder: tokenizerFolder))
    }

    /// Replaces all weights in place by those of another checkpoint of the same shape.
    public func restore(folder: URL) throws {
        let checkpoint = try Checkpoint(folder: folder)
        try checkpoint.check(against: configuration)
        for (parameter, (_, tensor)) in zip(configuration.storedParameters, parameters) { try checkpoint.read(parameter, into: tensor) }
    }

    private static func read(_ file: URL) throws -> Data {
        do {
            return try Data(contentsOf: file)
        } catch {
            let exists = FileManager.default.fileExists(atPath: file.path)
            throw PolicyError.unreadable(file: file.path, reason: exists ? "\(error.localizedDescription)" : "no such file")
        }
    }
}
