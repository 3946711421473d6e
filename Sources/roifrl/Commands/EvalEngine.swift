import Evaluation
import Generation
import Training

extension EvalCommand {
    /// A model in this process as what answers.
    func engine(_ path: String) throws -> Evaluator.Generate {
        var settings = RunConfiguration.Model()
        settings.path = path
        settings.device = device
        settings.dtype = RunConfiguration.ComputeType(rawValue: dtype) ?? .float32
        let loaded = try LoadedModel.load(settings, seed: seed)
        let engine = try GenerationEngine(
            policy: loaded.policy, configuration: .init(maximumRows: maxRows, cacheBytes: Int(cache * Double(1 << 30))))
        let responder = ModelResponder(
            engine: engine, chat: loaded.chat,
            sampling: .init(temperature: greedy ? 0 : temperature, topK: topK, topP: topP, seed: seed, thinking: thinking))
        return { questions, maxNewTokens, onReply in
            let progress = ReplyProgress(questions.count)
            try responder.answer(questions, maxNewTokens: maxNewTokens) { index, reply in
                onReply(index, reply)
                progress.advance()
            }
        }
    }
}
