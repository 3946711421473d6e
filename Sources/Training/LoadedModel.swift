import Datasets
public import Foundation
public import Policy
import Tokenization
public import Torch

/// A policy with its way of writing conversations.
public struct LoadedModel {
    public let policy: DecoderPolicy
    public let chat: ChatFormat

    public init(policy: DecoderPolicy, chat: ChatFormat) {
        self.policy = policy
        self.chat = chat
    }

    /// Reads a Hugging Face folder.
    /// - Parameter seed: of the random weights, where the configuration asks for them.
    public static func load(_ model: RunConfiguration.Model, seed: UInt64) throws -> LoadedModel {
        let policy = try policy(model, seed: seed)
        return LoadedModel(
            policy: policy,
            chat: try ChatFormat(folder: tokenizerFolder(of: model), endTokens: policy.configuration.endTokens))
    }

    /// The policy alone, which needs no tokenizer.
    static func policy(_ model: RunConfiguration.Model, seed: UInt64) throws -> DecoderPolicy {
        let folder = URL(fileURLWithPath: model.path)
        let tokenizer = tokenizerFolder(of: model)
        let device = try Device(named: model.device)
        return model.randomWeights
            ? try randomPolicy(folder: folder, seed: seed, device: device, dtype: model.dtype.dtype, tokenizerFolder: tokenizer)
            : try DecoderPolicy.load(folder: folder, device: device, dtype: model.dtype.dtype, tokenizerFolder: tokenizer)
    }

    private static func tokenizerFolder(of model: RunConfiguration.Model) -> URL {
        URL(fileURLWithPath: model.tokenizer ?? model.path)
    }

    private static func randomPolicy(
        folder: URL, seed: UInt64, device: Device, dtype: DType, tokenizerFolder: URL
    ) throws -> DecoderPolicy {
        let file = folder.appendingPathComponent("config.json")
        guard let json = try? Data(contentsOf: file) else {
            throw ConfigurationError.unreadable(file: file.path, reason: "random weights take their shape from it")
        }
        let shape = try PolicyConfiguration(json: json, folder: folder.path)
        return try DecoderPolicy.random(shape, seed: seed, device: device, dtype: dtype, tokenizerFolder: tokenizerFolder)
    }
}

extension RunConfiguration.ComputeType {
    /// The tensors' type.
    public var dtype: DType { self == .float32 ? .float32 : .bfloat16 }
}

extension ChatFormat {
    /// The tokenizer and chat template of a Hugging Face folder.
    public init(folder: URL, endTokens: [Int]) throws {
        let tokenizer = try Tokenizer(folder: folder)
        do {
            let template = try ChatTemplate(configuration: tokenizer.configuration)
            self.init(tokenizer: tokenizer, template: template, stopTokens: Set(endTokens))
        } catch let error as TokenizationError {
            throw error.located(in: folder.path)
        }
    }
}
