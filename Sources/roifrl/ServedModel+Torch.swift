import ArgumentParser
import Foundation
import Generation
import Policy
import Rollouts
import Service
import Training

extension ServedModelOptions {
    /// Loads the model and makes its engine; nil where none is named.
    func load() async throws -> (model: ServedModel, host: ModelHost)? {
        guard let folder = model else { return nil }
        return try await ModelHost.loading(limits: .init(rows: maxRows, queue: queue)) { try engine(folder: folder) }
    }

    private func engine(folder: String) throws -> (model: ServedModel, engine: any CompletionEngine) {
        var settings = RunConfiguration.Model()
        settings.path = folder
        settings.device = device
        settings.dtype = RunConfiguration.ComputeType(rawValue: dtype) ?? .float32
        let loaded = try LoadedModel.load(settings, seed: 0)
        let context = loaded.policy.configuration.contextLength
        let engine = try GenerationEngine(
            policy: loaded.policy,
            configuration: .init(maximumRows: maxRows, cacheBytes: Int(cacheGigabytes * 1e9), maximumContext: context))
        let served = ServedModel(
            name: name ?? URL(fileURLWithPath: folder).lastPathComponent, tokenizer: loaded.chat.tokenizer,
            template: loaded.chat.template, stopTokens: loaded.chat.stopTokens, contextLength: context, thinking: thinking)
        return (served, ServedEngine(engine))
    }
}

/// The generation engine in the service's words.
final class ServedEngine: CompletionEngine {
    private let engine: GenerationEngine

    init(_ engine: GenerationEngine) { self.engine = engine }

    func add(_ request: EngineRequest) throws -> Int {
        try engine.add(
            GenerationRequest(
                id: request.stream, group: request.group, promptTokens: request.promptTokens,
                sampling: SamplingParameters(
                    temperature: request.temperature, topK: request.topK, topP: request.topP, maxNewTokens: request.maxNewTokens,
                    stopTokens: request.stopTokens, seed: request.seed)))
    }

    func cancel(ticket: Int) { engine.cancel(ticket: ticket) }

    func step() throws -> [EngineEvent] {
        try engine.step().map { event in
            switch event {
            case .token(let ticket, let token, let logProbability):
                .token(ticket: ticket, token: token, logProbability: logProbability)
            case .finished(let ticket, let completion): .finished(ticket: ticket, completion.finishReason)
            }
        }
    }

    func reset() { engine.reset() }

    var isIdle: Bool { engine.isIdle }

    var progress: EngineProgress {
        let metrics = engine.metrics
        return EngineProgress(
            prefill: .init(count: metrics.prefillSteps, seconds: metrics.prefillSeconds),
            decode: .init(count: metrics.decodeSteps, seconds: metrics.decodeSeconds),
            mixed: .init(count: metrics.mixedSteps, seconds: metrics.mixedSeconds))
    }
}
