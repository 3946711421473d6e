/// How hard each item is, learned while training: an item's difficulty is 1 minus the mean success of its keys.
///
/// A key is whatever items share, such as a constraint id. Its success is a moving average of what was observed, so an
/// item that has never been drawn is still judged by others with the same keys. Keys never observed count as
/// `initialSuccess`, and so does an item without keys.
public struct OnlineDifficulty: Sendable, Codable, Equatable {
    public struct Configuration: Sendable, Codable, Equatable {
        /// The weight of a step's mean success in a key's moving average, in (0, 1]. The first observation sets it.
        public var momentum = 0.2
        /// Success assumed of a key before it is observed, 0 to 1.
        public var initialSuccess = 0.5

        public init() {}

        public func validate() throws {
            try require(momentum > 0 && momentum <= 1, "curriculum.online.momentum", momentum, "above 0 and at most 1")
            try require(
                initialSuccess >= 0 && initialSuccess <= 1, "curriculum.online.initial_success", initialSuccess, "0 to 1")
        }
    }

    public let configuration: Configuration
    /// Every key once, in the order of the first item that has it.
    private let names: [String]
    /// Each item's keys as places in `names`.
    private let keys: [[Int]]
    /// One moving average per name; nil until observed.
    private var success: [Double?]

    init(keys: [[String]], configuration: Configuration) {
        self.configuration = configuration
        var names: [String] = []
        var places: [String: Int] = [:]
        self.keys = keys.map { item in
            item.map { key in
                if let place = places[key] { return place }
                places[key] = names.count
                names.append(key)
                return names.count - 1
            }
        }
        self.names = names
        success = Array(repeating: nil, count: names.count)
    }

    /// The moving average of every observed key.
    public var successes: [String: Double] {
        Dictionary(zip(names, success).compactMap { name, value in value.map { (name, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    /// One difficulty per item, 0 (always right) to 1.
    var difficulties: [Double] {
        keys.map { item in
            guard !item.isEmpty else { return 1 - configuration.initialSuccess }
            let total = item.reduce(0) { $0 + (success[$1] ?? configuration.initialSuccess) }
            return 1 - total / Double(item.count)
        }
    }

    /// Takes a step's successes (0 to 1 each) of every key that was tried. Keys of no item are ignored.
    mutating func observe(_ outcomes: [String: [Double]]) {
        for (place, name) in names.enumerated() {
            success[place] = SourceBalance.average(success[place], observing: outcomes[name] ?? [], momentum: configuration.momentum)
        }
    }

    private enum CodingKeys: CodingKey { case configuration, names, keys, success }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        configuration = try container.decode(Configuration.self, forKey: .configuration)
        names = try container.decode([String].self, forKey: .names)
        keys = try container.decode([[Int]].self, forKey: .keys)
        success = try container.decode([Double?].self, forKey: .success)
        guard success.count == names.count, keys.allSatisfy({ $0.allSatisfy(names.indices.contains) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .keys, in: container, debugDescription: "expected places among \(names.count) names and one success for each")
        }
    }
}
