public import Rollouts

/// One completion that an engine is asked for.
public struct EngineRequest: Sendable, Equatable {
    /// What the completion continues.
    public var promptTokens: [Int]
    /// Completions of one group have the same prompt, which an engine may compute once.
    public var group: Int
    /// The random stream within the seed: the place among the request's completions.
    public var stream: UInt64
    /// Selects, with the stream, the random numbers.
    public var seed: UInt64
    /// 0 takes the most probable token always.
    public var temperature: Float
    /// 0 keeps all tokens.
    public var topK: Int
    /// 1 keeps all tokens.
    public var topP: Float
    /// The most new tokens, the stop token included.
    public var maxNewTokens: Int
    /// Any of these ends the completion and is its last token.
    public var stopTokens: Set<Int>

    package init(
        promptTokens: [Int], group: Int, stream: UInt64, seed: UInt64, temperature: Float, topK: Int, topP: Float, maxNewTokens: Int,
        stopTokens: Set<Int>
    ) {
        self.promptTokens = promptTokens
        self.group = group
        self.stream = stream
        self.seed = seed
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.maxNewTokens = maxNewTokens
        self.stopTokens = stopTokens
    }
}

/// What happened to a completion in one step of an engine. `ticket` is what `add` returned.
public enum EngineEvent: Sendable, Equatable {
    /// A token was drawn.
    case token(ticket: Int, token: Int, logProbability: Float)
    /// The completion has ended; its tokens came before.
    case finished(ticket: Int, FinishReason)
}

/// What an engine has computed since it was made.
public struct EngineProgress: Sendable, Equatable {
    /// Steps of one kind and the wall clock that they took.
    public struct Steps: Sendable, Equatable {
        /// How many there were.
        public var count: Int
        /// The wall clock of all together.
        public var seconds: Double

        /// None, unless told otherwise.
        public init(count: Int = 0, seconds: Double = 0) {
            self.count = count
            self.seconds = seconds
        }
    }

    /// Steps that computed prompts alone.
    public var prefill: Steps
    /// Steps that computed tokens of running completions alone.
    public var decode: Steps
    /// Steps that computed both.
    public var mixed: Steps

    /// No steps, unless told otherwise.
    public init(prefill: Steps = Steps(), decode: Steps = Steps(), mixed: Steps = Steps()) {
        self.prefill = prefill
        self.decode = decode
        self.mixed = mixed
    }
}

/// A generation engine as the service drives it: requests in, steps, events out. It belongs to one thread.
public protocol CompletionEngine: AnyObject {
    /// Takes a request in and returns the ticket of its events.
    /// - Throws: where the request cannot be served; the error's description goes to the client.
    func add(_ request: EngineRequest) throws -> Int
    /// Forgets a request; no further events come for it.
    func cancel(ticket: Int)
    /// Computes one step for everything in work.
    func step() throws -> [EngineEvent]
    /// Forgets all requests, after a step has failed.
    func reset()
    /// Nothing is waiting or running.
    var isIdle: Bool { get }
    /// What was computed so far.
    var progress: EngineProgress { get }
}
