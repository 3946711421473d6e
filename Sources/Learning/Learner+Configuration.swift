extension Learner {
    /// The `[learning]` table: every choice that an update depends on.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Policy term and averaging.
        public var loss = LossKind.grpo
        /// What importance ratios are taken over.
        public var ratio = RatioLevel.token
        /// Weight of the divergence from the reference; 0 loads no reference.
        public var klCoefficient = 0.001
        /// Multiplies the divergence by the importance ratio, which keeps it unbiased off policy.
        public var klRatioCorrection = true
        /// A ratio below `1 - clip_low` stops to earn where the advantage is negative.
        public var clipLow = 0.2
        /// A ratio above `1 + clip_high` stops to earn where the advantage is positive; for `cispo`, the largest ratio itself.
        public var clipHigh = 0.2
        /// Cap of the per-token weight `exp(learner - sampler)` for completions that another engine sampled; 0: no such weight.
        public var importanceCap = 0.0
        /// Leaves completions that the generation limit cut off out of the loss.
        public var maskTruncated = false
        /// Peak learning rate.
        public var learningRate = 1e-6
        /// Optimiser steps over which the rate rises linearly from 0.
        public var warmupSteps = 0
        /// What the rate does after that.
        public var schedule = LearningRateSchedule.Shape.constant
        /// Decoupled weight decay, on every parameter.
        public var weightDecay = 0.0
        public var beta1 = 0.9
        public var beta2 = 0.999
        /// Added to the root of the second moment.
        public var epsilon = 1e-8
        /// Gradients are scaled down to this global norm; 0: never.
        public var maxGradientNorm = 1.0
        /// How often each batch is gone through.
        public var epochs = 1
        /// Optimiser steps per epoch: the batch is cut into this many parts of about as many groups.
        public var miniBatches = 1
        /// Most tokens of one forward pass, which bounds memory; gradients add up over the passes of an update.
        public var microBatchTokens = 16384
        /// Sends each prompt through the model once per group rather than once per completion.
        public var sharedPrefix = true
        /// Keeps only the input of every layer and runs each layer again for its gradient: a third more work, far less memory. nil: where
        /// recording a full micro-batch would take more than 8 GiB.
        public var gradientCheckpointing: Bool?
        /// Rows of hidden states for which the vocabulary's logits exist at a time.
        public var headChunk = 1024
        /// Training steps of the run.
        public var steps = 500

        enum CodingKeys: String, CodingKey {
            case loss, ratio, schedule, beta1, beta2, epsilon, epochs, steps
            case klCoefficient = "kl_coefficient"
            case klRatioCorrection = "kl_ratio_correction"
            case clipLow = "clip_low"
            case clipHigh = "clip_high"
            case importanceCap = "importance_cap"
            case maskTruncated = "mask_truncated"
            case learningRate = "learning_rate"
            case warmupSteps = "warmup_steps"
            case weightDecay = "weight_decay"
            case maxGradientNorm = "max_gradient_norm"
            case miniBatches = "mini_batches"
            case microBatchTokens = "micro_batch_tokens"
            case sharedPrefix = "shared_prefix"
            case gradientCheckpointing = "gradient_checkpointing"
            case headChunk = "head_chunk"
        }

        public init() {}

        /// Checks ranges, naming the key as it is written in a configuration.
        public func validate() throws(LearningError) {
            try check(.clipLow, clipLow, "a number in 0 ... 1") { $0 >= 0 && $0 <= 1 }
            try check(.beta1, beta1, "a number in 0 ..< 1") { $0 >= 0 && $0 < 1 }
            try check(.beta2, beta2, "a number in 0 ..< 1") { $0 >= 0 && $0 < 1 }
            try check(.epsilon, epsilon, "a positive number") { $0 > 0 && $0.isFinite }
            let numbers: [(CodingKeys, Double)] = [
                (.klCoefficient, klCoefficient), (.clipHigh, clipHigh), (.importanceCap, importanceCap), (.learningRate, learningRate),
                (.weightDecay, weightDecay), (.maxGradientNorm, maxGradientNorm),
            ]
            for (key, value) in numbers { try check(key, value, "a number of at least 0") { $0 >= 0 && $0.isFinite } }
            let counts: [(CodingKeys, Int)] = [
                (.epochs, epochs), (.miniBatches, miniBatches), (.microBatchTokens, microBatchTokens), (.headChunk, headChunk),
            ]
            // Few enough that steps, epochs and mini-batches can be multiplied.
            let most = 1 << 20
            for (key, value) in counts { try check(key, value, "a whole number in 1 ... \(most)") { (1...most).contains($0) } }
            for (key, value) in [(CodingKeys.warmupSteps, warmupSteps), (.steps, steps)] {
                try check(key, value, "a whole number in 0 ... \(most)") { (0...most).contains($0) }
            }
        }

        private func check<Value>(
            _ key: CodingKeys, _ value: Value, _ expected: String, _ holds: (Value) -> Bool
        ) throws(LearningError) {
            guard holds(value) else {
                throw .configuration(key: key.rawValue, found: "\(value)", expected: expected)
            }
        }

        /// The part of the configuration that the loss depends on.
        var objective: Objective.Configuration {
            Objective.Configuration(
                loss: loss, ratio: ratio, clip: ClipRange(low: clipLow, high: clipHigh), klCoefficient: klCoefficient,
                klRatioCorrection: klRatioCorrection, importanceCap: importanceCap > 0 ? importanceCap : nil)
        }

        var learningRateSchedule: LearningRateSchedule {
            LearningRateSchedule(
                peak: learningRate, warmupSteps: warmupSteps, shape: schedule, totalSteps: steps * epochs * miniBatches)
        }
    }
}
