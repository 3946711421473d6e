import Generation
import Rollouts
import Testing

@Suite struct SchedulerTests {
    func request(_ id: UInt64, group: Int? = nil, prompt: [Int], new: Int, stop: Set<Int> = []) -> GenerationRequest {
        GenerationRequest(id: id, group: group, promptTokens: prompt, sampling: .greedy(maxNewTokens: new, stopTokens: stop))
    }

    func simulation(rows: Int = 8, prefill: Int = 64, blockSize: Int = 4, blocks: Int = 64) -> SchedulerSimulation {
        SchedulerSimulation(.init(maximumRows: rows, prefillTokens: prefill, blockSize: blockSize, blockCount: blocks))
    }

    /// What the pretended model must give, whatever the scheduler does.
    func expected(_ request: GenerationRequest) -> Completion {
        var tokens: [Int] = []
        while true {
            tokens.append(SchedulerSimulation.token(request: request.id, index: tokens.count))
            let stopped = request.sampling.stopTokens.contains(tokens[tokens.count - 1])
            if stopped || tokens.count == request.sampling.maxNewTokens {
                return Completion(tokens: tokens, logProbabilities: tokens.map { -Float($0) }, finishReason: stopped ? .stop : .length)
            }
        }
    }

    @Test func aGroupIsPrefilledOnceAndSharesItsBlocks() throws {
        var simulation = simulation()
        for id in 0..<3 as Range<UInt64> {
            try simulation.scheduler.add(request(id, group: 5, prompt: [1, 2, 3, 4, 5], new: 3), ticket: Int(id), maxNewTokens: 3)
        }
        let first = simulation.scheduler.next()
        #expect(first == .compute(prompts: [0], rows: false))
        #expect(simulation.scheduler.prefixes[0].blocks == [0, 1])
        var events: [GenerationEvent] = []
        simulation.scheduler.start([0], tokens: [7, 8, 9], logProbabilities: [-1, -2, -3], events: &events)
        #expect(
            events == [
                .token(ticket: 0, token: 7, logProbability: -1), .token(ticket: 1, token: 8, logProbability: -2),
                .token(ticket: 2, token: 9, logProbability: -3),
            ])
        let second = simulation.scheduler.next()
        #expect(second == .compute(prompts: [], rows: true))
        #expect(simulation.scheduler.rows.map(\.blocks) == [[2], [3], [4]])
        #expect(simulation.scheduler.pool.referenceCounts[0..<5] == [4, 4, 1, 1, 1])
    }

    @Test func promptsOfOneGroupThatDifferAreNotShared() throws {
        var simulation = simulation()
        try simulation.scheduler.add(request(0, group: 1, prompt: [1], new: 2), ticket: 0, maxNewTokens: 2)
        try simulation.scheduler.add(request(1, group: 1, prompt: [2], new: 2), ticket: 1, maxNewTokens: 2)
        try simulation.scheduler.add(request(2, prompt: [1], new: 2), ticket: 2, maxNewTokens: 2)
        try simulation.scheduler.add(request(3, prompt: [1], new: 2), ticket: 3, maxNewTokens: 2)
        let plan = simulation.scheduler.next()
        #expect(plan == .compute(prompts: [0, 1, 2, 3], rows: false))
    }

    @Test func prefillIsPackedByTheTokenBudget() throws {
        var simulation = simulation(prefill: 10)
        for (ticket, length) in [4, 5, 2, 30, 1].enumerated() {
            let request = request(UInt64(ticket), prompt: Array(repeating: 1, count: length), new: 2)
            try simulation.scheduler.add(request, ticket: ticket, maxNewTokens: 2)
        }
        while simulation.step() {}
        // 4 + 5 fit, 2 more would not; 30 exceeds the budget and goes alone.
        #expect(simulation.prefills == [[4, 5], [2], [30], [1]])
        #expect(simulation.finished.count == 5)
    }

    @Test func rowsLeaveAndOthersEnterInTheNextStep() throws {
        var simulation = simulation(rows: 2)
        for (ticket, new) in [2, 4, 2].enumerated() {
            try simulation.scheduler.add(request(UInt64(ticket), prompt: [ticket], new: new), ticket: ticket, maxNewTokens: new)
        }
        while simulation.step() {}
        // Prefill gives every first token; then decode {0, 1}, {1} beside the prompt of 2, {1, 2}.
        #expect(simulation.prefills == [[1, 1], [1]])
        #expect(simulation.finishOrder == [0, 1, 2])
        #expect(simulation.decodes == 3)
    }

    @Test func aSingleNewTokenNeedsNoRow() throws {
        var simulation = simulation(blocks: 1)
        try simulation.scheduler.add(request(0, prompt: [1, 2, 3, 4], new: 1), ticket: 0, maxNewTokens: 1)
        while simulation.step() {}
        #expect(simulation.decodes == 0)
        #expect(simulation.finished[0]?.tokens.count == 1)
        #expect(simulation.scheduler.pool.freeCount == 1)
    }

    @Test func stopTokenEndsWithStop() throws {
        var simulation = simulation()
        let second = SchedulerSimulation.token(request: 9, index: 1)
        let request = request(9, prompt: [1], new: 8, stop: [second])
        try simulation.scheduler.add(request, ticket: 0, maxNewTokens: 8)
        while simulation.step() {}
        #expect(simulation.finished[0]?.finishReason == .stop)
        #expect(simulation.finished[0]?.tokens.last == second)
        #expect(simulation.finished[0] == expected(request))
    }

    @Test func tooLargeARequestIsRefusedWithItsNumbers() throws {
        var scheduler = Scheduler(configuration: .init(maximumRows: 1, prefillTokens: 8, blockSize: 4, blockCount: 3))
        // The last token needs no place: 5 prompt tokens take 2 blocks and 5 new tokens take 1.
        try scheduler.add(request(0, prompt: [1, 2, 3, 4, 5], new: 5), ticket: 0, maxNewTokens: 5)
        let error = GenerationError.exceedsCache(request: 1, prompt: 5, newTokens: 6, neededBlocks: 4, blocks: 3, blockSize: 4)
        #expect(throws: error) {
            try scheduler.add(request(1, prompt: [1, 2, 3, 4, 5], new: 6), ticket: 1, maxNewTokens: 6)
        }
    }

    @Test func theYoungestRowGivesWayAndIsReplayed() throws {
        // Two requests of 1 + 3 blocks each in 6 blocks: both start, the second must wait for the first to finish.
        var simulation = simulation(rows: 2, blocks: 6)
        let requests = (0..<2).map { request($0, prompt: [1, 2, 3], new: 13) }
        for (ticket, request) in requests.enumerated() { try simulation.scheduler.add(request, ticket: ticket, maxNewTokens: 13) }
        while simulation.step() {}
        #expect(simulation.scheduler.preemptions == 1)
        #expect(simulation.finishOrder == [0, 1])
        #expect(simulation.finished[0] == expected(requests[0]))
        #expect(simulation.finished[1] == expected(requests[1]))
        #expect(simulation.scheduler.pool.freeCount == 6)
    }

    @Test func aPromptThatNoRowReadsIsDroppedAndComputedAgain() throws {
        // The first request needs all 6 blocks in the end: 1 for the prompt, 5 for 20 fed tokens.
        var simulation = simulation(rows: 2, blocks: 6)
        let requests = [request(0, prompt: [1, 2, 3], new: 21), request(1, prompt: [4, 5, 6], new: 13)]
        for (ticket, request) in requests.enumerated() {
            try simulation.scheduler.add(request, ticket: ticket, maxNewTokens: request.sampling.maxNewTokens)
        }
        while simulation.step() {}
        #expect(simulation.prefills == [[3, 3], [3]])
        #expect(simulation.scheduler.preemptions == 1)
        #expect(simulation.finished == [0: expected(requests[0]), 1: expected(requests[1])])
    }

    @Test func cancelledRequestsLeaveNothingBehind() throws {
        var simulation = simulation(rows: 2)
        for ticket in 0..<4 {
            try simulation.scheduler.add(request(UInt64(ticket), group: 1, prompt: [1, 2], new: 5), ticket: ticket, maxNewTokens: 5)
        }
        _ = simulation.step()
        _ = simulation.step()
        let known = [0, 0, 2, 9].map { simulation.scheduler.cancel(ticket: $0) }
        #expect(known == [true, false, true, false])
        while simulation.step() {}
        #expect(Set(simulation.finished.keys) == [1, 3])
        #expect(simulation.scheduler.pool.freeCount == 64)
        #expect(simulation.scheduler.isIdle)
    }

    /// Random requests, groups, limits, stop tokens, cancellations and late arrivals over small and large caches.
    @Test(arguments: 0..<60) func randomWorkloadsKeepEveryInvariant(seed: UInt64) throws {
        let stream = RandomStream(seed: 3, stream: seed)
        var draws: UInt64 = 0
        func random(_ range: ClosedRange<Int>) -> Int {
            draws += 1
            return range.lowerBound + Int(stream.uniform(at: draws) * Double(range.count))
        }
        let blockSize = random(1...5)
        var simulation = simulation(
            rows: random(1...9), prefill: random(1...40), blockSize: blockSize, blocks: 40 / blockSize + 2 + random(0...30))
        var requests: [GenerationRequest] = []
        for id in 0..<UInt64(random(1...30)) {
            let group = random(0...3)
            let prompt = (0..<random(1...3)).map { _ in group }
            requests.append(
                request(
                    id, group: group == 0 ? nil : group, prompt: prompt + Array(repeating: 1, count: group * 4), new: random(1...20),
                    stop: [3, 4]))
        }
        var ticket = 0
        while ticket < requests.count || !simulation.scheduler.isIdle {
            for _ in 0..<random(0...6) where ticket < requests.count {
                try simulation.scheduler.add(requests[ticket], ticket: ticket, maxNewTokens: requests[ticket].sampling.maxNewTokens)
                ticket += 1
            }
            if random(0...20) == 0 {
                let victim = random(0...requests.count)
                if simulation.scheduler.cancel(ticket: victim) { simulation.cancelled.insert(victim) }
            }
            _ = simulation.step()
            try #require(simulation.decodes < 10_000, "every request finishes")
        }
        for (ticket, request) in requests.enumerated() where !simulation.cancelled.contains(ticket) {
            #expect(simulation.finished[ticket] == expected(request))
        }
        #expect(simulation.finished.count == requests.count - simulation.cancelled.count)
        #expect(simulation.scheduler.pool.freeCount == simulation.scheduler.pool.count)
    }
}
