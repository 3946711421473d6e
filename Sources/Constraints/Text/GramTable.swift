/// All languages' n-gram probabilities. N-grams of ASCII letters and spaces are found by direct index, others by a hash table.
///
/// A row gives every language's frequency of one n-gram: as a vector where many languages know it, as a list where few do.
struct GramTable: Sendable {
    /// Where a row's numbers lie.
    struct Row: Sendable {
        var start: Int32
        /// How many entries the list has; `dense` for a vector.
        var count: Int32

        static let dense: Int32 = -1
    }

    /// Languages, rounded up to whole vectors.
    static let width = 56
    /// From this many languages on a row is a vector.
    private static let denseFrom = 6
    private static let radix = 53

    private(set) var rows: [Row] = []
    private(set) var vectors: [Double] = []
    private(set) var languages: [UInt8] = []
    private(set) var values: [Double] = []
    /// Row of each n-gram of ASCII letters and spaces, -1 where none: first all of one character, then of two, then of three.
    private var direct: [Int32]
    private var keys: [UInt64]
    private var keyRows: [Int32]
    private let mask: Int

    init(profiles: [LanguageDetector.Profile]) {
        var lists: [UInt64: [(UInt8, Double)]] = [:]
        for (index, profile) in profiles.enumerated() where index < Self.width {
            for (gram, count) in profile.frequencies where (1...3).contains(gram.count) && profile.totals.count == 3 {
                let key = gram.reduce(UInt64(0)) { $0 << 21 | UInt64($1) }
                lists[key, default: []].append((UInt8(index), count / profile.totals[gram.count - 1]))
            }
        }
        var capacity = 16
        while capacity < lists.count * 2 { capacity *= 2 }
        mask = capacity - 1
        keys = Array(repeating: .max, count: capacity)
        keyRows = Array(repeating: 0, count: capacity)
        direct = Array(repeating: -1, count: Self.radix + Self.radix * Self.radix + Self.radix * Self.radix * Self.radix)
        for (key, entries) in lists { insert(key, entries) }
    }

    private mutating func insert(_ key: UInt64, _ entries: [(UInt8, Double)]) {
        let row = Int32(rows.count)
        if entries.count >= Self.denseFrom {
            rows.append(Row(start: Int32(vectors.count), count: Row.dense))
            var vector = [Double](repeating: 0, count: Self.width)
            for (language, value) in entries { vector[Int(language)] = value }
            vectors += vector
        } else {
            rows.append(Row(start: Int32(values.count), count: Int32(entries.count)))
            languages += entries.map(\.0)
            values += entries.map(\.1)
        }
        let codes = [UInt32(key >> 42 & 0x1f_ffff), UInt32(key >> 21 & 0x1f_ffff), UInt32(key & 0x1f_ffff)]
        let length = codes[0] != 0 ? 3 : codes[1] != 0 ? 2 : 1
        let digits = codes.suffix(length).map(Self.digit)
        if digits.allSatisfy({ $0 >= 0 }) {
            direct[Self.index(digits)] = row
            return
        }
        var slot = Self.hash(key) & mask
        while keys[slot] != .max { slot = (slot + 1) & mask }
        keys[slot] = key
        keyRows[slot] = row
    }

    private static func hash(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) }

    /// The digit of a character in direct indices: the space, small letters, capital letters; -1 for others.
    @inline(__always)
    static func digit(_ code: UInt32) -> Int {
        if code &- 97 < 26 { return Int(code) - 96 }
        if code &- 65 < 26 { return Int(code) - 38 }
        return code == 32 ? 0 : -1
    }

    private static func index(_ digits: [Int]) -> Int {
        let base = digits.count == 1 ? 0 : digits.count == 2 ? radix : radix + radix * radix
        return base + digits.reduce(0) { $0 * radix + $1 }
    }

    /// The row of a character by itself.
    @inline(__always)
    func row(_ code: UInt32) -> Int32 {
        let digit = Self.digit(code)
        return digit >= 0 ? direct[digit] : hashedRow(UInt64(code))
    }

    @inline(__always)
    func row(_ first: UInt32, _ second: UInt32) -> Int32 {
        let (left, right) = (Self.digit(first), Self.digit(second))
        return left >= 0 && right >= 0 ? direct[Self.radix + left * Self.radix + right] : hashedRow(UInt64(first) << 21 | UInt64(second))
    }

    @inline(__always)
    func row(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> Int32 {
        let (left, middle, right) = (Self.digit(first), Self.digit(second), Self.digit(third))
        if left >= 0, middle >= 0, right >= 0 {
            return direct[Self.radix + Self.radix * Self.radix + (left * Self.radix + middle) * Self.radix + right]
        }
        return hashedRow(UInt64(first) << 42 | UInt64(second) << 21 | UInt64(third))
    }

    /// -1 where no profile knows the n-gram.
    private func hashedRow(_ key: UInt64) -> Int32 {
        var slot = Self.hash(key) & mask
        while keys[slot] != .max {
            if keys[slot] == key { return keyRows[slot] }
            slot = (slot + 1) & mask
        }
        return -1
    }
}
