import CHash
import Foundation

/// Completions on disk by what was asked: a run that is repeated pays nothing for what it asked before.
///
/// One file per request, named by the SHA-256 of the request's bytes and of the address; written beside its place and renamed.
public struct CompletionCache: Sendable {
    public let folder: String

    /// - Throws: ``EndpointError/cache(path:reason:)`` where the folder cannot be made.
    public init(folder: String) throws {
        self.folder = folder
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw EndpointError.cache(path: folder, reason: error.localizedDescription)
        }
    }

    private func path(_ key: String) -> String { "\(folder)/\(key.prefix(2))/\(key).json" }

    /// Nil where nothing readable is kept.
    func completion(_ key: String) -> ChatCompletion? {
        FileManager.default.contents(atPath: path(key)).flatMap { try? JSONDecoder().decode(ChatCompletion.self, from: $0) }
    }

    func keep(_ completion: ChatCompletion, _ key: String) throws {
        let place = path(key)
        do {
            try FileManager.default.createDirectory(
                atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try JSONEncoder().encode(completion).write(to: URL(fileURLWithPath: place), options: .atomic)
        } catch {
            throw EndpointError.cache(path: place, reason: error.localizedDescription)
        }
    }

    /// SHA-256 of an address and a request's bytes, in hexadecimal digits.
    static func key(address: String, body: Data) -> String {
        var message = Array(address.utf8) + [0] + Array(body)
        let bits = UInt64(message.count) * 8
        message.append(0x80)
        while message.count % 64 != 56 { message.append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) { message.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        var state: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        chash_sha256_blocks(&state, message, message.count / 64)
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }
}
