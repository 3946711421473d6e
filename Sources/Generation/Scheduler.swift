import Rollouts

/// Decides what the engine computes next; touches no tensor and no clock. The protocol is: `add` requests; `next()` says what to run; the engine
/// runs it and reports the drawn tokens by `start` (of prompts) and `advance` (of rows).
///
/// Policy. Prompts are served in order of arrival. Every running row decodes one token a step. Whenever rows are free and the oldest waiting
/// prompt is not in the cache, as many waiting prompts as the token budget allows are computed in the same step. A row takes a cache block when it
/// needs one. If none is free, prompts that no row reads are dropped first, then the youngest row gives way and is replayed later. A request that
/// fits into the cache alone therefore always finishes.
public struct Scheduler: Sendable {
    public struct Configuration: Sendable, Equatable {
        /// The most rows of a decode step.
        public var maximumRows: Int
        /// Prompt tokens in one prefill, unless one prompt alone has more.
        public var prefillTokens: Int
        /// Tokens per cache block.
        public var blockSize: Int
        public var blockCount: Int

        public init(maximumRows: Int, prefillTokens: Int, blockSize: Int, blockCount: Int) {
            self.maximumRows = maximumRows
            self.prefillTokens = prefillTokens
            self.blockSize = blockSize
            self.blockCount = blockCount
        }
    }

    /// What to compute next.
    package enum Plan: Equatable {
        /// Compute these prompts, by their slots in `prefixes`, and then call `start`; where `rows`, compute one token for every running row
        /// too, and then call `advance`.
        case compute(prompts: [Int], rows: Bool)
        case idle
    }

    struct PromptKey: Hashable {
        let group: Int
        let tokens: [Int]
    }

    public let configuration: Configuration
    package internal(set) var pool: BlockPool
    /// Prompts by slot; the slots in `freeSlots` hold nothing of worth.
    package internal(set) var prefixes: [Prefix] = []
    /// The rows of the decode step, and for each the slot of its prompt.
    package internal(set) var rows: [TokenSequence] = []
    package internal(set) var prefixOfRow: [Int] = []
    public internal(set) var preemptions = 0

    var freeSlots: [Int] = []
    /// Slots of prompts with waiting requests, oldest prompt first.
    var queue: [Int] = []
    /// Prompts of groups that were not prefilled yet and can be joined.
    var joinable: [PromptKey: Int] = [:]
    private var nextSerial = 0

    public init(configuration: Configuration) {
        self.configuration = configuration
        pool = BlockPool(count: configuration.blockCount)
    }

    /// Forgets all requests; the counters stay.
    public mutating func removeAll() {
        let (preemptions, peak) = (preemptions, pool.peakUsed)
        self = Scheduler(configuration: configuration)
        self.preemptions = preemptions
        pool.peakUsed = peak
    }

    public mutating func resetCounters() {
        preemptions = 0
        pool.peakUsed = pool.usedCount
    }

    public var isIdle: Bool { rows.isEmpty && queue.isEmpty }

    /// Blocks for `count` tokens.
    package func blocks(for count: Int) -> Int { (count + configuration.blockSize - 1) / configuration.blockSize }

    /// Takes a request in. Throws `GenerationError.exceedsCache` where it could not finish even alone. The last token of a completion is never fed,
    /// so it needs no place in the cache.
    public mutating func add(_ request: GenerationRequest, ticket: Int, maxNewTokens: Int) throws {
        let needed = blocks(for: request.promptTokens.count) + blocks(for: maxNewTokens - 1)
        guard needed <= configuration.blockCount else {
            throw GenerationError.exceedsCache(
                request: request.id, prompt: request.promptTokens.count, newTokens: maxNewTokens, neededBlocks: needed,
                blocks: configuration.blockCount, blockSize: configuration.blockSize)
        }
        let slot = slot(for: request)
        prefixes[slot].waiting.append(
            TokenSequence(ticket: ticket, request: request.id, sampling: request.sampling, maxNewTokens: maxNewTokens))
    }

    /// What to compute next. Admits waiting requests to free rows and gives every row the cache block it needs.
    package mutating func next() -> Plan {
        admit()
        // A prefill beside rows leaves a block for each of them, so none gives way for it.
        let prompts = rows.count < configuration.maximumRows ? planPrefill() : []
        growRows()
        return prompts.isEmpty && rows.isEmpty ? .idle : .compute(prompts: prompts, rows: !rows.isEmpty)
    }

    /// The slot of the prompt that the request shares, or a new one.
    private mutating func slot(for request: GenerationRequest) -> Int {
        let key = request.group.map { PromptKey(group: $0, tokens: request.promptTokens) }
        if let key, let slot = joinable[key] { return slot }
        let prefix = Prefix(serial: nextSerial, group: request.group, tokens: request.promptTokens)
        nextSerial += 1
        let slot = freeSlots.popLast() ?? prefixes.count
        if slot == prefixes.count { prefixes.append(prefix) } else { prefixes[slot] = prefix }
        if let key { joinable[key] = slot }
        queue.append(slot)
        return slot
    }

    /// Moves waiting requests whose prompt is cached to rows, oldest first, while rows are free and, after the request's own blocks, every row could
    /// still take one more.
    private mutating func admit() {
        while rows.count < configuration.maximumRows, let slot = queue.first, prefixes[slot].isCached {
            let needed = blocks(for: prefixes[slot].waiting[0].tokens.count)
            guard rows.isEmpty || pool.freeCount >= rows.count + needed else { return }
            rows.append(prefixes[slot].waiting.removeFirst())
            prefixOfRow.append(slot)
            if prefixes[slot].waiting.isEmpty { queue.removeFirst() }
            pool.retain(prefixes[slot].blocks)
            prefixes[slot].runningRows += 1
        }
    }
}
