import Foundation
import Policy
import TestSupport
import Testing
import Torch

@Suite struct ForwardTests {
    @Test(arguments: Fixtures.names)
    func logitsAreThoseOfTransformers(name: String) throws {
        let expected = try Fixtures.expected(name)
        let policy = try DecoderPolicy.load(folder: Fixtures.folder(name))
        let logits = try withoutGradients { try policy.logits(expected.tensor("tokens").toInts()) }
        #expect(try logits.distance(to: expected.tensor("logits")) < 1e-5)
    }

    @Test(arguments: Fixtures.names)
    func gradientsByNameAreThoseOfTransformers(name: String) throws {
        let expected = try Fixtures.expected(name)
        let policy = try DecoderPolicy.load(folder: Fixtures.folder(name))
        for (_, tensor) in policy.parameters { try tensor.requireGradient() }
        let tokens = try expected.tensor("tokens").toInts()
        let logProbabilities = try policy.logits(Array(tokens.dropLast())).logSoftmax()
        try logProbabilities.gather(1, Tensor(Array(tokens.dropFirst()), shape: [tokens.count - 1, 1])).sum().backward()
        let gradients = try policy.parameters.map { ($0.name, try #require(try $0.tensor.gradient)) }
        let named = try policy.exportNamed(gradients.map { (name: $0.0, tensor: $0.1) })
        var compared = 0
        for (name, gradient) in named where expected.description(of: "gradient." + name) != nil {
            let reference = try expected.tensor("gradient." + name)
            #expect(gradient.shape == reference.shape)
            let scale = try reference.abs().max().item()
            #expect(try gradient.distance(to: reference) < 1e-5 + 2e-5 * scale, "\(name)")
            compared += 1
        }
        #expect(compared == expected.names.count - 2)
    }

    /// Each of these models with everything its file of expectations holds: logits of all rows, padded rows and greedy tokens.
    @Test(
        .enabled(if: SharedFiles.path("fixtures/qwen3-micro") != nil),
        arguments: ["qwen3-micro", "qwen3-micro-untied", "qwen2-micro", "llama3-micro"])
    func sharedCheckpointsGiveTheirLogits(name: String) throws {
        let folder = try #require(SharedFiles.path("fixtures/\(name)"))
        let url = URL(fileURLWithPath: folder)
        let expected = try SafetensorsFile(url.appending(path: "expected.safetensors"))
        let policy = try DecoderPolicy.load(folder: url)
        let prefix = expected.names.contains("single.input_ids") ? "single." : ""
        let rows = try expected.tensor(prefix + "input_ids")
        for row in 0..<rows.shape[0] {
            let logits = try withoutGradients { try policy.logits(rows[row].toInts()) }
            let reference = try expected.tensor(prefix + "logits")[row]
            #expect(try logits.logSoftmax().distance(to: reference.logSoftmax()) < 1e-4)
        }
    }

    @Test(.enabled(if: SharedFiles.path("fixtures/qwen3-micro") != nil)) func sharedPaddedRowsAndTheirGreedyContinuations() throws {
        let folder = try #require(SharedFiles.path("fixtures/qwen3-micro"))
        let url = URL(fileURLWithPath: folder)
        let expected = try SafetensorsFile(url.appending(path: "expected.safetensors"))
        let policy = try DecoderPolicy.load(folder: url)
        let ids = try expected.tensor("padded.input_ids")
        for row in 0..<ids.shape[0] {
            let kept = try expected.tensor("padded.attention_mask")[row].toInts().indices(where: 1)
            let all = try ids[row].toInts()
            var tokens = kept.map { all[$0] }
            let logits = try withoutGradients { try policy.logits(tokens) }
            let reference = try expected.tensor("padded.logits")[row].indexSelect(0, Tensor(kept))
            #expect(try logits.logSoftmax().distance(to: reference.logSoftmax()) < 1e-4)
            for next in try expected.tensor("greedy.tokens")[row].toInts() {
                let best = try withoutGradients { try policy.logits(tokens)[tokens.count - 1].argmax() }
                #expect(try best.toInts() == [next])
                tokens.append(next)
            }
        }
    }

    /// In bfloat16 no further from the float32 logits than transformers' own bfloat16 is, with half as much again to spare.
    @Test(.enabled(if: SharedFiles.path("fixtures/qwen3-micro") != nil)) func bfloat16IsAsCloseAsThatOfTransformers() throws {
        let folder = try #require(SharedFiles.path("fixtures/qwen3-micro"))
        let url = URL(fileURLWithPath: folder)
        let expected = try SafetensorsFile(url.appending(path: "expected.safetensors"))
        let policy = try DecoderPolicy.load(folder: url, dtype: .bfloat16)
        let rows = try expected.tensor("single.input_ids")
        var ours = 0.0
        var theirs = 0.0
        for row in 0..<rows.shape[0] {
            let exact = try expected.tensor("single.logits")[row].logSoftmax()
            let peer = try expected.tensor("single.logits_bf16")[row].logSoftmax()
            let logits = try withoutGradients { try policy.logits(rows[row].toInts()) }
            #expect(logits.dtype == .bfloat16)
            ours = max(ours, try logits.to(dtype: .float32).logSoftmax().distance(to: exact))
            theirs = max(theirs, try peer.distance(to: exact))
        }
        #expect(ours < 1.5 * theirs)
    }

    @Test(arguments: Fixtures.names)
    func sharedPromptGivesWhatSeparateSequencesGive(name: String) throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder(name))
        let prompt = [1, 5, 9, 2, 7]
        let completions = [[3, 4, 8], [11], [6, 6, 20, 1]]
        let segments = [
            Segment(start: 0, length: 5), Segment(start: 5, length: 3, parent: 0), Segment(start: 8, length: 1, parent: 0),
            Segment(start: 9, length: 4, parent: 0),
        ]
        let attention = try SegmentAttention(segments: segments)
        #expect(attention.positions == [0, 1, 2, 3, 4, 5, 6, 7, 5, 5, 6, 7, 8])
        let packed = try withoutGradients {
            try policy.hiddenStates(
                tokens: prompt + completions.flatMap { $0 }, positions: attention.positions, attention: attention)
        }
        for (segment, completion) in zip(segments.dropFirst(), completions) {
            let alone = try withoutGradients {
                let attention = try SegmentAttention(segments: [Segment(start: 0, length: 5 + completion.count)])
                return try policy.hiddenStates(tokens: prompt + completion, positions: attention.positions, attention: attention)
            }
            #expect(try packed[segment.start..<segment.start + segment.length].distance(to: alone[5..<5 + completion.count]) < 1e-5)
            #expect(try packed[0..<5].distance(to: alone[0..<5]) < 1e-5)
        }
    }

    @Test func layerByLayerIsTheWhole() throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder("qwen3"))
        let tokens = [3, 1, 4, 1, 5]
        let attention = try SegmentAttention(segments: [Segment(start: 0, length: 5)])
        let rotary = try policy.rotaryTables(positions: attention.positions)
        var hidden = try policy.embed(tokens)
        for index in 0..<policy.layerCount { hidden = try policy.layer(index, hidden: hidden, rotary: rotary, attention: attention) }
        let whole = try policy.hiddenStates(tokens: tokens, positions: attention.positions, attention: attention)
        #expect(try policy.finalNorm(hidden).isSame(as: whole))
    }

    @Test func wrongTokensAndSegmentsAreRefused() throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder("qwen3"))
        #expect(throws: PolicyError.token(found: 24, vocabulary: 24)) { try policy.embed([1, 24]) }
        #expect(throws: PolicyError.token(found: -1, vocabulary: 24)) { try policy.embed([-1]) }
        #expect(throws: PolicyError.self) { try SegmentAttention(segments: [Segment(start: 1, length: 2)]) }
        #expect(throws: PolicyError.self) { try SegmentAttention(segments: [Segment(start: 0, length: 2, parent: 0)]) }
        #expect(throws: PolicyError.self) {
            try SegmentAttention(segments: [
                Segment(start: 0, length: 1), Segment(start: 1, length: 1, parent: 0), Segment(start: 2, length: 1, parent: 1),
            ])
        }
        let short = try SegmentAttention(segments: [Segment(start: 0, length: 1)])
        #expect(throws: PolicyError.self) { try policy.hiddenStates(tokens: [1, 2], positions: [0, 1], attention: short) }
    }
}

extension [Int] {
    fileprivate func indices(where value: Int) -> [Int] { indices.filter { self[$0] == value } }
}
