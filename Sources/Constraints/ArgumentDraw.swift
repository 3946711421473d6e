/// Draws arguments for a constraint from a seeded generator and a stock of words.
public struct ArgumentDraw: Sendable {
    private var generator: SplitMix64
    /// The request that the constraint is added to; some constraints repeat it or parts of it.
    let request: String
    /// Plain words to draw keywords from.
    let words: [String]

    public init(seed: UInt64, request: String = "", words: [String] = ArgumentDraw.plainWords) {
        generator = SplitMix64(seed: seed)
        self.request = request
        self.words = words.isEmpty ? ArgumentDraw.plainWords : words
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func count(_ range: ClosedRange<Int>) -> PythonValue { .int(integer(range)) }

    mutating func element<Element>(_ list: [Element]) -> Element { list[integer(0...(list.count - 1))] }

    mutating func chance(_ percent: Int) -> Bool { integer(1...100) <= percent }

    mutating func word() -> PythonValue { .string(element(words)) }

    /// Different words.
    mutating func distinctWords(_ count: ClosedRange<Int>) -> [String] {
        Array(words.shuffled(using: &generator).prefix(integer(count)))
    }

    mutating func relation() -> PythonValue { .string(element(Relation.allCases).rawValue) }

    mutating func letter() -> PythonValue { .string(element("abcdefghijklmnopqrstuvwxyz".map(String.init))) }

    mutating func shuffle<Element>(_ list: inout [Element]) { list.shuffle(using: &generator) }

    /// A stock of common words of four to eight letters.
    public static let plainWords: [String] =
        """
        river garden winter market silver music bridge forest window letter summer paper story ocean stone bread light cloud morning
        water table horse apple tiger planet friend journey village island mountain kitchen teacher doctor farmer engine
        signal pattern number country harvest blanket candle mirror basket ladder pocket bottle hammer feather thunder valley
        shadow dragon castle rocket lemon pepper sugar butter cotton velvet copper golden purple orange yellow gentle quiet simple
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}

/// Steele, Lea and Flood's SplitMix64: a small seeded generator.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
