import Foundation
import Generation
import Policy
import Rollouts
import TestSupport
import Testing
import Torch

@Suite struct EngineTests {
    let vocabulary = 97

    func policy(_ dtype: DType = .float32) throws -> DecoderPolicy { try tinyPolicy(vocabulary: vocabulary, dtype: dtype) }

    /// Requests of many lengths, some in groups of one prompt.
    func requests(_ count: Int, seed: UInt64, longest: Int = 20, sampling: SamplingParameters) -> [GenerationRequest] {
        var numbers = Numbers(seed: seed)
        var requests: [GenerationRequest] = []
        while requests.count < count {
            let group = numbers.next(in: 0...2) == 0 ? nil : requests.count
            let prompt = numbers.tokens(numbers.next(in: 1...longest), below: vocabulary)
            for _ in 0..<numbers.next(in: 1...5) where requests.count < count {
                var own = sampling
                own.maxNewTokens = numbers.next(in: 1...sampling.maxNewTokens)
                requests.append(
                    GenerationRequest(id: UInt64(requests.count), group: group, promptTokens: prompt, sampling: own))
            }
        }
        return requests
    }

    func expectSame(_ found: Completion, _ expected: Completion, _ tolerance: Float) {
        #expect(found.tokens == expected.tokens)
        #expect(found.finishReason == expected.finishReason)
        #expect(found.logProbabilities.count == expected.logProbabilities.count)
        for (left, right) in zip(found.logProbabilities, expected.logProbabilities) { #expect(abs(left - right) < tolerance) }
    }

    @Test func greedyTokensAreThoseOfTheSlowWay() throws {
        let policy = try policy()
        let requests = requests(12, seed: 1, sampling: .greedy(maxNewTokens: 24, stopTokens: [5, 6]))
        let engine = try GenerationEngine(
            policy: policy, configuration: .init(maximumRows: 5, prefillTokens: 32, blockSize: 4, cacheTokens: 400))
        for (found, request) in zip(try engine.generate(requests), requests) {
            expectSame(found, try slowCompletion(policy, request), 1e-4)
        }
    }

    @Test func sampledTokensAreThoseOfTheSlowWay() throws {
        let policy = try policy()
        let requests = requests(12, seed: 2, sampling: SamplingParameters(temperature: 0.7, maxNewTokens: 24, stopTokens: [5], seed: 11))
        let engine = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 16, cacheTokens: 2048))
        let completions = try engine.generate(requests)
        for (found, request) in zip(completions, requests) { expectSame(found, try slowCompletion(policy, request), 1e-4) }
        #expect(Set(completions.map(\.tokens)).count > 8, "different streams give different completions")
    }

    /// The bits of a completion depend on its request alone: neither on its company, nor on packing, sharing, interruption or order.
    @Test(arguments: [DType.float32, .bfloat16]) func companyDoesNotChangeABit(dtype: DType) throws {
        let policy = try policy(dtype)
        let sampling = SamplingParameters(temperature: 1, maxNewTokens: 40, seed: 3)
        let crowd = requests(100, seed: 4, longest: 60, sampling: sampling)
        let reference = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 100, cacheTokens: 16384)).generate(crowd)

        let one = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 1, cacheTokens: 256))
        for index in stride(from: 0, to: 100, by: 9) { #expect(try one.generate([crowd[index]]) == [reference[index]]) }

        let seven = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 7, prefillTokens: 50, cacheTokens: 2048))
        #expect(try seven.generate(crowd) == reference)

        let reversed = try seven.generate(crowd.reversed())
        #expect(reversed == reference.reversed())

        let unshared = crowd.map { request in
            var request = request
            request.group = nil
            return request
        }
        #expect(try seven.generate(unshared) == reference)

        // A cache so small that rows have to give way.
        let tight = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 30, blockSize: 4, cacheTokens: 256))
        let wide = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 30, blockSize: 4, cacheTokens: 8192))
        #expect(try tight.generate(crowd) == wide.generate(crowd))
        #expect(tight.metrics.preemptions > 0)
        #expect(tight.metrics.replayedTokens > 0)
        #expect(tight.metrics.generatedTokens == reference.reduce(0) { $0 + $1.tokens.count })
    }

    @Test func logitsInChunksChangeNothing() throws {
        let policy = try policy()
        let requests = requests(30, seed: 5, sampling: SamplingParameters(maxNewTokens: 10))
        let whole = try GenerationEngine(policy: policy, configuration: .init(cacheTokens: 2048)).generate(requests)
        let chunked = try GenerationEngine(policy: policy, configuration: .init(cacheTokens: 2048, logitsBytes: 8 * 97 * 4)).generate(
            requests)
        #expect(chunked == whole)
    }

    /// Weights that are packed once give the bits of weights that are not, also after a learner has changed them.
    @Test(arguments: [DType.float32, .bfloat16]) func packedWeightsFollowTheLearner(dtype: DType) throws {
        let policy = try policy(dtype)
        let masters = try policy.parameters.map { (name: $0.name, tensor: try $0.tensor.to(dtype: .float32)) }
        let optimizer = try AdamW(
            parameters: masters, rounded: dtype == .float32 ? nil : policy.parameters.map(\.tensor),
            configuration: .init(learningRate: 0.05))
        let engine = try GenerationEngine(policy: policy, configuration: .init(cacheTokens: 2048))
        let requests = requests(12, seed: 8, sampling: SamplingParameters(maxNewTokens: 12))
        var seen: Set<[Int]> = []
        for _ in 0..<3 {
            let unpacked = try GenerationEngine(policy: policy, configuration: .init(cacheTokens: 2048, packedBytes: 1))
            let completions = try engine.generate(requests)
            #expect(try completions == unpacked.generate(requests))
            seen.formUnion(completions.map(\.tokens))
            try optimizer.step(
                gradients: policy.parameters.enumerated().map { index, parameter in
                    let gradient = try Tensor.empty(parameter.tensor.shape, dtype: .float32)
                    try gradient.fillNormal(deviation: 1, seed: UInt64(index))
                    return gradient
                })
        }
        #expect(seen.count > 24, "the learner's steps change completions")
    }

    @Test func promptsThatComeLateAreComputedBesideRows() throws {
        let policy = try policy()
        let requests = requests(20, seed: 9, sampling: SamplingParameters(maxNewTokens: 25)).map { request in
            var request = request
            request.group = nil
            return request
        }
        let alone = try GenerationEngine(policy: policy, configuration: .init(blockSize: 4, cacheTokens: 4096)).generate(requests)
        let engine = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 6, blockSize: 4, cacheTokens: 400))
        var waiting = requests[...]
        var tickets: [Int: Int] = [:]
        var found: [Int: Completion] = [:]
        while found.count < requests.count {
            if let request = waiting.popFirst() { tickets[try engine.add(request)] = Int(request.id) }
            for case .finished(let ticket, let completion) in try engine.step() { found[try #require(tickets[ticket])] = completion }
        }
        for (index, completion) in alone.enumerated() { #expect(found[index] == completion) }
        let metrics = engine.metrics
        #expect(metrics.mixedSteps > 5 && metrics.mixedSeconds > 0)
        #expect(metrics.promptTokens == requests.reduce(0) { $0 + $1.promptTokens.count })
        #expect(metrics.generatedTokens == alone.reduce(0) { $0 + $1.tokens.count })
    }

    @Test func metricsCountWhatWasDone() throws {
        let engine = try GenerationEngine(policy: policy(), configuration: .init(blockSize: 4, cacheTokens: 256))
        let requests = (0..<3 as Range<UInt64>).map {
            GenerationRequest(id: $0, group: 1, promptTokens: [1, 2, 3, 4, 5], sampling: .greedy(maxNewTokens: 6))
        }
        var streamed: [[Int]] = [[], [], []]
        var ended: [Int] = []
        let completions = try engine.generate(
            requests, onToken: { request, token, _ in streamed[request].append(token) },
            onCompletion: { request, _ in ended.append(request) })
        #expect(completions.map(\.tokens) == streamed)
        #expect(ended == [0, 1, 2])
        #expect(engine.metrics.promptTokens == 5)
        #expect(engine.metrics.generatedTokens == 18)
        #expect(engine.metrics.prefillSteps == 1)
        #expect(engine.metrics.decodeSteps == 5)
        // Two blocks of the prompt and two for the five tokens that each row feeds.
        #expect(engine.metrics.peakBlocks == 8)
        #expect(engine.metrics.seconds > 0)
        engine.resetMetrics()
        #expect(engine.metrics == GenerationMetrics())
    }

    @Test func stepsServeRequestsThatComeAndGo() throws {
        let policy = try policy()
        let engine = try GenerationEngine(policy: policy, configuration: .init(cacheTokens: 512))
        let requests = requests(3, seed: 6, sampling: SamplingParameters(maxNewTokens: 30)).map { request in
            var request = request
            request.sampling.maxNewTokens = 30
            return request
        }
        let first = try engine.add(requests[0])
        let second = try engine.add(requests[1])
        for _ in 0..<5 { _ = try engine.step() }
        #expect(engine.cancel(ticket: second))
        #expect(!engine.cancel(ticket: second))
        let third = try engine.add(requests[2])
        var finished: [Int: Completion] = [:]
        while !engine.isIdle {
            for case .finished(let ticket, let completion) in try engine.step() { finished[ticket] = completion }
        }
        #expect(Set(finished.keys) == [first, third])
        #expect(finished[first] == (try engine.generate([requests[0]])[0]))
        #expect(finished[third] == (try engine.generate([requests[2]])[0]))
        #expect(try engine.step().isEmpty)
    }

    @Test func stopStringsEndACompletion() throws {
        let policy = try policy()
        let engine = try GenerationEngine(policy: policy, configuration: .init(cacheTokens: 256)) { tokens in
            tokens.map { "<\($0)>" }.joined()
        }
        var request = GenerationRequest(id: 1, promptTokens: [1, 2, 3], sampling: SamplingParameters(maxNewTokens: 20))
        let whole = try engine.generate([request])[0]
        request.sampling.stopStrings = ["never", "\(whole.tokens[6])><\(whole.tokens[7])"]
        let stopped = try engine.generate([request])[0]
        #expect(stopped.tokens == Array(whole.tokens[...7]))
        #expect(stopped.finishReason == .stop)

        engine.decode = nil
        #expect(throws: GenerationError.stopStringsWithoutDecoder(request: 1)) { try engine.generate([request]) }
    }

    @Test func theContextEndsACompletion() throws {
        let engine = try GenerationEngine(policy: policy(), configuration: .init(cacheTokens: 256, maximumContext: 10))
        let request = GenerationRequest(id: 1, promptTokens: [1, 2, 3], sampling: .greedy(maxNewTokens: 20))
        let completion = try engine.generate([request])[0]
        #expect(completion.tokens.count == 7)
        #expect(completion.finishReason == .length)
    }

    @Test func wrongRequestsAreRefusedBeforeAnythingIsComputed() throws {
        let engine = try GenerationEngine(policy: policy(), configuration: .init(blockSize: 4, cacheTokens: 16, maximumContext: 100))
        func expectError(_ prompt: [Int], _ sampling: SamplingParameters, _ error: GenerationError) {
            let good = GenerationRequest(id: 1, promptTokens: [1], sampling: .greedy(maxNewTokens: 1))
            let bad = GenerationRequest(id: 2, promptTokens: prompt, sampling: sampling)
            #expect(throws: error) { try engine.generate([good, bad]) }
            #expect(engine.isIdle)
        }
        let greedy = SamplingParameters.greedy(maxNewTokens: 1)
        expectError([], greedy, .emptyPrompt(request: 2))
        expectError([1, 97], greedy, .tokenOutOfRange(request: 2, index: 1, token: 97, vocabulary: 97))
        expectError([-1], greedy, .tokenOutOfRange(request: 2, index: 0, token: -1, vocabulary: 97))
        expectError(Array(repeating: 1, count: 100), greedy, .promptExceedsContext(request: 2, prompt: 100, context: 100))
        expectError(
            Array(repeating: 1, count: 10), .greedy(maxNewTokens: 9),
            .exceedsCache(request: 2, prompt: 10, newTokens: 9, neededBlocks: 5, blocks: 4, blockSize: 4))
        for (name, found, expected, change) in [
            ("temperature", "-1.0", "a finite number, 0 or more", { $0.temperature = -1 }),
            ("temperature", "nan", "a finite number, 0 or more", { $0.temperature = .nan }),
            ("topK", "-1", "0 (all tokens) or more", { $0.topK = -1 }),
            ("topP", "0.0", "more than 0 and at most 1", { $0.topP = 0 }),
            ("maxNewTokens", "0", "1 or more", { $0.maxNewTokens = 0 }),
            ("stopStrings", "an empty string", "strings of at least one character", { $0.stopStrings = [""] }),
        ] as [(String, String, String, (inout SamplingParameters) -> Void)] {
            var sampling = greedy
            change(&sampling)
            expectError([1], sampling, .invalidSampling(name: name, found: found, expected: expected))
        }
        #expect(engine.metrics.promptTokens == 0)
    }

    @Test func wrongConfigurationsAreRefused() throws {
        let error = GenerationError.invalidConfiguration(name: "maximumRows", found: "0", expected: "1 or more")
        #expect(throws: error) { _ = try GenerationEngine(policy: policy(), configuration: .init(maximumRows: 0)) }
        #expect(error.description == "generation.maximumRows is 0; expected 1 or more")
    }

    @Test func theCacheIsSizedByRowsOrMemory() {
        let configuration = GenerationEngine.Configuration(maximumRows: 4, blockSize: 8, cacheBytes: 1000)
        // Four rows of 20 tokens: 3 blocks each and one more for what the prompt's last block leaves unused.
        #expect(configuration.blockCount(tokenBytes: 1, context: 20) == 16)
        // 1000 bytes hold 12 blocks of 80 bytes.
        #expect(configuration.blockCount(tokenBytes: 10, context: 20) == 12)
        #expect(GenerationEngine.Configuration(blockSize: 8, cacheTokens: 17).blockCount(tokenBytes: 10, context: 20) == 3)
    }
}
