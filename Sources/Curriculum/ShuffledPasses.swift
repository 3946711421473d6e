/// Draws items without replacement: one shuffled pass over all of them after another.
package struct ShuffledPasses: Sendable, Codable, Equatable {
    /// The items in this pass's order; those before `drawn` have been given out.
    private var order: [Int]
    private var drawn: Int

    var count: Int { order.count }
    var isEmpty: Bool { order.isEmpty }
    /// All items, in the order of this pass.
    package var items: [Int] { order }

    /// Items given out in the running pass; none when a pass has just ended.
    var drawnItems: ArraySlice<Int> { drawn < order.count ? order[..<drawn] : [] }

    /// The first draw starts the first pass.
    package init(_ items: [Int]) {
        order = items
        drawn = items.count
    }

    /// A pass under way: `drawn` have been given out, `waiting` come next in this order.
    init(drawn: [Int], waiting: [Int]) {
        order = drawn + waiting
        self.drawn = drawn.count
    }

    /// The next item, or nil where there is none at all.
    package mutating func next(using generator: inout SeededGenerator) -> Int? {
        if drawn == order.count {
            guard !order.isEmpty else { return nil }
            generator.shuffle(&order)
            drawn = 0
        }
        defer { drawn += 1 }
        return order[drawn]
    }

    private enum CodingKeys: CodingKey { case order, drawn }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        order = try container.decode([Int].self, forKey: .order)
        drawn = try container.decode(Int.self, forKey: .drawn)
        guard (0...order.count).contains(drawn) else {
            throw DecodingError.dataCorruptedError(
                forKey: .drawn, in: container, debugDescription: "expected 0 to \(order.count), found \(drawn)")
        }
    }
}
