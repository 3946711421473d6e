import CHash
import Foundation

/// The SHA-256 hash (FIPS 180-4), incrementally.
struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// Bytes that do not fill a block yet.
    private var rest: [UInt8] = []
    private var length: UInt64 = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count)
        var start = 0
        if !rest.isEmpty {
            start = min(64 - rest.count, bytes.count)
            rest.append(contentsOf: bytes[0..<start])
            guard rest.count == 64 else { return }
            rest.withUnsafeBytes { Self.compress(&state, $0) }
            rest.removeAll(keepingCapacity: true)
        }
        let whole = (bytes.count - start) / 64 * 64
        if whole > 0 { Self.compress(&state, UnsafeRawBufferPointer(rebasing: bytes[start..<start + whole])) }
        rest.append(contentsOf: bytes[(start + whole)...])
    }

    /// The hash of everything so far, in lower-case hexadecimal digits.
    func hexadecimal() -> String {
        var padded = rest
        padded.append(0x80)
        while padded.count % 64 != 56 { padded.append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) { padded.append(UInt8(truncatingIfNeeded: (length &* 8) >> shift)) }
        var state = state
        padded.withUnsafeBytes { Self.compress(&state, $0) }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// The hash of a file, read in pieces.
    static func hexadecimal(of url: URL) throws -> String {
        let file = open(url.path, O_RDONLY)
        guard file >= 0 else { throw DurableFiles.failure("opening", url) }
        defer { close(file) }
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(file, buffer.baseAddress, buffer.count)
            if count == 0 { return hash.hexadecimal() }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw DurableFiles.failure("reading", url) }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
        }
    }

    private static func compress(_ state: inout [UInt32], _ blocks: UnsafeRawBufferPointer) {
        let bytes = blocks.bindMemory(to: UInt8.self)
        chash_sha256_blocks(&state, bytes.baseAddress, bytes.count / 64)
    }
}
