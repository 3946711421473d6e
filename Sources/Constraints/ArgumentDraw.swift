import SeededRandom

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
        anchor autumn balloon bamboo barrel beacon bicycle border branch breeze bucket button cabin camera canal candy carpet cavern
        cedar chapter chimney cinema circle climate coffee comet compass coral corner cottage cradle crystal curtain daisy desert
        diamond dinner donkey drawer echo elbow ember emerald evening fabric falcon festival fiddle flame flute fossil fountain
        galaxy garlic glacier goblet guitar harbor helmet hermit honey horizon hunter insect ivory jacket jasmine jigsaw jungle
        kettle kingdom knight lagoon lantern laundry leather legend library lizard lobster lotus magnet mammal mango maple marble
        meadow melody memory meteor miracle monkey mosaic napkin needle nephew nickel notebook oasis orchard orchid organ oxygen
        paddle palace panther parade parcel parrot pebble pencil penguin perfume pigeon pillow pirate planner plaster potato
        prairie prism puddle puzzle pyramid quarry rabbit raccoon radio rainbow raven recipe ribbon riddle rubber saddle sailor
        salmon sandal satchel scarf scholar season shelter shield shovel shrine sketch sledge snowfall sonnet spider spiral sponge
        squirrel statue stream street sunrise swallow teapot temple theater thimble ticket timber tornado treasure trumpet tunnel
        turtle umbrella vessel violet violin volcano voyage wagon walnut warrior weather weaver whale whisper willow
        wisdom wizard wonder workshop yogurt zebra zipper ancient brave bright clever distant eager fragile humble magnetic mellow
        nimble patient rapid scarlet silent slender splendid steady sturdy subtle tender vivid borrow carry climb decide deliver
        dream explain gather imagine invent measure polish repair rescue travel wander
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
