/// Code points in memory that someone else keeps alive: what the inner loops walk over.
typealias Codes = UnsafeBufferPointer<UInt32>

/// Decodes the UTF-8 of Swift strings.
enum UTF8Decoding {
    /// Writes the code points of valid UTF-8; a stray byte stands for itself. The output must have room for one code point per byte.
    /// - Returns: how many were written.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt32>) -> Int {
        guard let source = bytes.baseAddress, let target = output.baseAddress else { return 0 }
        var read = 0
        var written = 0
        while read < bytes.count {
            while read + 8 <= bytes.count, isASCII(source + read) {
                for offset in 0..<8 { target[written + offset] = UInt32(source[read + offset]) }
                read += 8
                written += 8
            }
            guard read < bytes.count else { break }
            let (code, length) = wide(bytes, at: read)
            target[written] = code
            written += 1
            read += length
        }
        return written
    }

    /// Whether eight bytes are all below 128.
    @inline(__always)
    private static func isASCII(_ bytes: UnsafePointer<UInt8>) -> Bool {
        UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    private static func wide(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> (code: UInt32, length: Int) {
        let first = UInt32(bytes[place])
        func tail(_ offset: Int) -> UInt32 { UInt32(bytes[place + offset]) & 63 }
        if first < 0xc0 { return (first, 1) }
        if first >= 0xf0, place + 3 < bytes.count { return ((first & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4) }
        if first >= 0xe0, place + 2 < bytes.count { return ((first & 15) << 12 | tail(1) << 6 | tail(2), 3) }
        if place + 1 < bytes.count { return ((first & 31) << 6 | tail(1), 2) }
        return (first, 1)
    }
}

extension UnsafeBufferPointer where Element == UInt32 {
    /// Where a range of these equals a literal.
    @inline(__always)
    func matches(_ literal: Codes, at index: Int) -> Bool {
        guard count - index >= literal.count else { return false }
        for offset in 0..<literal.count where self[index + offset] != literal[offset] { return false }
        return true
    }

    /// The items between white space.
    func itemRanges() -> [Range<Int>] {
        var result: [Range<Int>] = []
        result.reserveCapacity(count / 5 + 2)
        var index = 0
        while index < count {
            while index < count, self[index].isSpace { index += 1 }
            guard index < count else { break }
            let start = index
            while index < count, !self[index].isSpace { index += 1 }
            result.append(start..<index)
        }
        return result
    }

    /// Maximal runs of what satisfies a condition.
    @inline(__always)
    func runRanges(where condition: (UInt32) -> Bool) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var index = 0
        while index < count {
            while index < count, !condition(self[index]) { index += 1 }
            guard index < count else { break }
            let start = index
            while index < count, condition(self[index]) { index += 1 }
            result.append(start..<index)
        }
        return result
    }
}
