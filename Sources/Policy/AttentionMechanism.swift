public import Torch

/// What differs between training and generation: which keys and values a token sees, and where they are kept.
public protocol AttentionMechanism {
    /// query [T, heads, D], key and value [T, kvHeads, D], rotated -> [T, heads, D].
    func attend(layer: Int, query: Tensor, key: Tensor, value: Tensor) throws -> Tensor
}

/// Packed tokens that belong together.
public struct Segment: Sendable, Hashable {
    /// First token in the pack.
    public var start: Int
    /// Tokens, 0 or more.
    public var length: Int
    /// Index of the segment that this one continues; nil where it begins by itself.
    public var parent: Int?

    public init(start: Int, length: Int, parent: Int? = nil) {
        self.start = start
        self.length = length
        self.parent = parent
    }
}

/// Causal attention within packed segments; a segment also sees all of its parent. A group's shared prompt is the parent of its
/// completions, and so goes through the model once.
public struct SegmentAttention: AttentionMechanism, Sendable {
    /// Tokens of the whole pack.
    public let tokenCount: Int
    /// The position of every token: a parent's tokens go before those of its children.
    public let positions: [Int]

    private let starts: [Int64]
    private let lengths: [Int64]
    private let parents: [Int64]

    /// - Parameter segments: in order, without gaps, covering the whole pack; a parent has no parent itself.
    public init(segments: [Segment]) throws {
        var positions: [Int] = []
        for (index, segment) in segments.enumerated() {
            guard segment.start == positions.count, segment.length >= 0 else {
                throw PolicyError.segments(
                    found: "segment \(index) of \(segment.length) tokens from \(segment.start)",
                    expected: "one from \(positions.count), where the one before it ends")
            }
            var first = 0
            if let parent = segment.parent {
                guard segments.indices.contains(parent), parent != index, segments[parent].parent == nil else {
                    throw PolicyError.segments(
                        found: "segment \(index) with parent \(parent)", expected: "another segment, which itself has no parent")
                }
                first = segments[parent].length
            }
            positions.append(contentsOf: first..<first + segment.length)
        }
        self.positions = positions
        tokenCount = positions.count
        starts = segments.map { Int64($0.start) }
        lengths = segments.map { Int64($0.length) }
        parents = segments.map { Int64($0.parent ?? -1) }
    }

    public func attend(layer: Int, query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        let shape = query.shape
        guard shape.count == 3, shape[0] == tokenCount else {
            throw PolicyError.segments(found: "queries of shape \(shape)", expected: "\(tokenCount) tokens, heads, features of a head")
        }
        return try Tensor.segmentAttention(
            query: query, key: key, value: value, starts: starts, lengths: lengths, parents: parents,
            scale: 1 / Double(shape[2]).squareRoot())
    }
}
