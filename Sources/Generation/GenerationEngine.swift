public import Policy
import Torch

/// Samples completions from a policy by continuous batching over a paged key-value cache.
///
/// ```swift
/// let engine = try GenerationEngine(policy: policy)
/// let request = GenerationRequest(id: 0, promptTokens: [1, 2, 3], sampling: .greedy(maxNewTokens: 16))
/// let completion = try engine.generate([request])[0]
/// ```
///
/// The engine follows the policy's weights: it reads them in place, or looks whether they have changed when work begins. They must not change
/// while requests are in work. It belongs to one task at a time. One step is: the scheduler decides, the model runs, the drawn tokens go back to
/// the scheduler.
public final class GenerationEngine {
    public let policy: DecoderPolicy
    public let configuration: Configuration
    /// Turns tokens into text, for stop strings.
    public var decode: (([Int]) -> String)?
    public internal(set) var metrics = GenerationMetrics()

    let cache: KeyValueCache
    let packed: PackedPolicy?
    var scheduler: Scheduler
    var batch: DecodeBatch
    var sampler: Sampler
    var events: [GenerationEvent] = []
    private let context: Int
    private(set) var nextTicket = 0

    /// Allocates the cache. Throws for a configuration that makes no sense and where the device has no room.
    public init(policy: DecoderPolicy, configuration: Configuration = Configuration(), decode: (([Int]) -> String)? = nil) throws {
        try configuration.validate()
        self.policy = policy
        self.configuration = configuration
        self.decode = decode
        context = configuration.maximumContext ?? policy.configuration.contextLength
        packed = try policy.packed(atMost: configuration.packedBytes)
        cache = try KeyValueCache(policy: policy, configuration: configuration, context: context)
        scheduler = Scheduler(
            configuration: .init(
                maximumRows: configuration.maximumRows, prefillTokens: configuration.prefillTokens,
                blockSize: configuration.blockSize, blockCount: cache.blockCount))
        batch = DecodeBatch(rowMultiple: configuration.rowMultiple, scratchBlock: cache.scratchBlock)
        sampler = Sampler(policy: policy, packed: packed, configuration: configuration)
    }

    /// Takes a request in; its tokens come with the next steps. Returns the ticket that its events carry.
    public func add(_ request: GenerationRequest) throws -> Int {
        try validate(request)
        let room = context - request.promptTokens.count
        guard room >= 1 else {
            throw GenerationError.promptExceedsContext(
                request: request.id, prompt: request.promptTokens.count, context: context)
        }
        // Between two spells of work, the weights may have changed.
        if isIdle { try packed?.refresh() }
        let ticket = nextTicket
        try scheduler.add(request, ticket: ticket, maxNewTokens: min(room, request.sampling.maxNewTokens))
        nextTicket += 1
        return ticket
    }

    /// Nothing is waiting or running.
    public var isIdle: Bool { scheduler.isIdle }

    /// Forgets a request; no further events come for it. False where it had ended already.
    @discardableResult
    public func cancel(ticket: Int) -> Bool { scheduler.cancel(ticket: ticket) }

    /// Forgets all requests. The weights may have changed since: nothing of the cache is used again.
    public func reset() {
        scheduler.removeAll()
    }

    public func resetMetrics() {
        metrics = GenerationMetrics()
        scheduler.resetCounters()
    }

    private func validate(_ request: GenerationRequest) throws {
        guard !request.promptTokens.isEmpty else { throw GenerationError.emptyPrompt(request: request.id) }
        let vocabulary = policy.configuration.vocabularySize
        if let index = request.promptTokens.firstIndex(where: { $0 < 0 || $0 >= vocabulary }) {
            throw GenerationError.tokenOutOfRange(
                request: request.id, index: index, token: request.promptTokens[index], vocabulary: vocabulary)
        }
        try request.sampling.validate()
        if !request.sampling.stopStrings.isEmpty && decode == nil {
            throw GenerationError.stopStringsWithoutDecoder(request: request.id)
        }
    }
}
