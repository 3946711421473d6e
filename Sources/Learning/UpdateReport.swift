/// What one call of `update` did.
public struct UpdateReport: Sendable, Codable, Equatable {
    /// Wall-clock seconds by phase.
    public struct Seconds: Sendable, Codable, Equatable {
        /// Log-probabilities under the reference, and under the policy before the first of several steps.
        public var reference = 0.0
        public var forward = 0.0
        /// Forward and backward of the language-model head, with the loss between them.
        public var head = 0.0
        public var backward = 0.0
        public var optimizer = 0.0

        public var total: Double { reference + forward + head + backward + optimizer }

        public init() {}
    }

    /// Over all steps of the update; `loss` is their mean.
    public var metrics = LossMetrics()
    /// Global norm of the gradient before clipping, the mean over the steps.
    public var gradientNorm = 0.0
    /// The rate of the last step.
    public var learningRate = 0.0
    /// Optimiser steps taken since the learner's beginning.
    public var optimizerSteps = 0
    /// Steps of this update that were left out because the loss or the gradient was not finite.
    public var skippedSteps = 0
    /// Tokens that went forward and backward through the decoder, prompts included.
    public var decoderTokens = 0
    public var seconds = Seconds()

    enum CodingKeys: String, CodingKey {
        case seconds
        case gradientNorm = "grad_norm"
        case learningRate = "learning_rate"
        case optimizerSteps = "optimizer_steps"
        case skippedSteps = "skipped_steps"
        case decoderTokens = "decoder_tokens"
    }

    public init() {}

    /// The metrics stand beside the other numbers, not in a table of their own.
    public init(from decoder: any Decoder) throws {
        metrics = try LossMetrics(from: decoder)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        seconds = try values.decode(Seconds.self, forKey: .seconds)
        gradientNorm = try values.decode(Double.self, forKey: .gradientNorm)
        learningRate = try values.decode(Double.self, forKey: .learningRate)
        optimizerSteps = try values.decode(Int.self, forKey: .optimizerSteps)
        skippedSteps = try values.decode(Int.self, forKey: .skippedSteps)
        decoderTokens = try values.decode(Int.self, forKey: .decoderTokens)
    }

    public func encode(to encoder: any Encoder) throws {
        try metrics.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(seconds, forKey: .seconds)
        try values.encode(gradientNorm, forKey: .gradientNorm)
        try values.encode(learningRate, forKey: .learningRate)
        try values.encode(optimizerSteps, forKey: .optimizerSteps)
        try values.encode(skippedSteps, forKey: .skippedSteps)
        try values.encode(decoderTokens, forKey: .decoderTokens)
    }
}
