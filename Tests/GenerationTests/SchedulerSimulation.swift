import Generation
import Testing

/// Runs a scheduler over a pretended model: the cache holds who wrote what, tokens are a function of the request and the index alone. Every step is
/// checked against the invariants.
struct SchedulerSimulation {
    /// What one place of the cache holds.
    enum Mark: Equatable {
        case empty
        case prompt([Int], Int)
        case own(ticket: Int, Int)
    }

    var scheduler: Scheduler
    var cache: [Mark]
    var finished: [Int: Completion] = [:]
    var finishOrder: [Int] = []
    var prefills: [[Int]] = []
    var decodes = 0
    var largestBatch = 0
    var cancelled: Set<Int> = []

    init(_ configuration: Scheduler.Configuration) {
        scheduler = Scheduler(configuration: configuration)
        cache = Array(repeating: .empty, count: configuration.blockCount * configuration.blockSize)
    }

    /// The pretended model's token `index` for a request.
    static func token(request: UInt64, index: Int) -> Int {
        Int(RandomStream(seed: 1, stream: request).uniform(at: UInt64(index)) * 50)
    }

    private func slot(_ blocks: [Int32], _ position: Int) -> Int {
        let size = scheduler.configuration.blockSize
        return Int(blocks[position / size]) * size + position % size
    }

    /// One engine step; false when there was nothing to do.
    mutating func step() -> Bool {
        var events: [GenerationEvent] = []
        let preemptions = scheduler.preemptions
        let plan = scheduler.next()
        checkBlocks()
        guard case .compute(let prompts, let rows) = plan else { return false }
        #expect(prompts.isEmpty || scheduler.preemptions == preemptions, "no row gives way to a prompt")
        if !prompts.isEmpty { prefill(prompts, &events) }
        if rows { decode(&events) }
        for case .finished(let ticket, let completion) in events {
            #expect(finished.updateValue(completion, forKey: ticket) == nil, "a request finishes once")
            finishOrder.append(ticket)
        }
        checkBlocks()
        return true
    }

    private mutating func prefill(_ prompts: [Int], _ events: inout [GenerationEvent]) {
        prefills.append(prompts.map { scheduler.prefixes[$0].tokens.count })
        for prompt in prompts {
            let prefix = scheduler.prefixes[prompt]
            for position in prefix.tokens.indices { cache[slot(prefix.blocks, position)] = .prompt(prefix.tokens, position) }
        }
        var tokens: [Int] = []
        scheduler.forEachFirstToken(of: prompts) { _, sequence in tokens.append(Self.token(request: sequence.request, index: 0)) }
        scheduler.start(prompts, tokens: tokens, logProbabilities: tokens.map { -Float($0) }, events: &events)
    }

    private mutating func decode(_ events: inout [GenerationEvent]) {
        decodes += 1
        largestBatch = max(largestBatch, scheduler.rows.count)
        #expect(scheduler.rows.count <= scheduler.configuration.maximumRows)
        for row in scheduler.rows {
            #expect(row.cached < row.tokens.count, "the token to be fed is known")
            cache[slot(row.blocks, row.cached)] = .own(ticket: row.ticket, row.cached)
        }
        for (row, prompt) in zip(scheduler.rows, scheduler.prefixOfRow) {
            let prefix = scheduler.prefixes[prompt]
            for position in prefix.tokens.indices {
                #expect(cache[slot(prefix.blocks, position)] == .prompt(prefix.tokens, position), "the shared prompt is intact")
            }
            for position in 0...row.cached {
                #expect(cache[slot(row.blocks, position)] == .own(ticket: row.ticket, position), "own tokens are intact")
            }
        }
        let tokens = scheduler.rows.map { Self.token(request: $0.request, index: $0.cached + 1) }
        scheduler.advance(tokens: tokens, logProbabilities: tokens.map { -Float($0) }, events: &events)
    }

    /// Every block is referenced exactly as often as prompts and rows hold it, and a row's own blocks belong to it alone.
    private func checkBlocks() {
        var references = Array(repeating: Int32(0), count: scheduler.pool.count)
        for prefix in scheduler.prefixes { for block in prefix.blocks { references[Int(block)] += 1 } }
        for (row, prompt) in zip(scheduler.rows, scheduler.prefixOfRow) {
            for block in scheduler.prefixes[prompt].blocks { references[Int(block)] += 1 }
            for block in row.blocks {
                #expect(references[Int(block)] == 0, "block \(block) belongs to one row")
                references[Int(block)] += 1
            }
        }
        #expect(references == scheduler.pool.referenceCounts)
        #expect(scheduler.pool.freeCount == references.count { $0 == 0 })
    }
}
