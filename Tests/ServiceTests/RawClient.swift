import Foundation

/// A client on a bare socket: for requests that no decent client sends, and for leaving in the middle.
final class RawClient: Sendable {
    struct Failure: Error { var doing: String }

    private let socket: Int32

    init(_ port: Int) throws {
        #if canImport(Glibc)
            socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = socket
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Failure(doing: "connecting") }
    }

    deinit { Foundation.close(socket) }

    /// Sends what it can; false where the server has closed.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Reads until `holds`, the end, or nothing came for a while.
    func read(seconds: Int = 10, until holds: @escaping @Sendable (String) -> Bool = { _ in false }) async -> String {
        let socket = socket
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var limit = timeval(tv_sec: seconds, tv_usec: 0)
                setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
                var bytes: [UInt8] = []
                var block = [UInt8](repeating: 0, count: 1 << 16)
                while !holds(String(decoding: bytes, as: UTF8.self)) {
                    let count = recv(socket, &block, block.count, 0)
                    guard count > 0 else { break }
                    bytes += block[..<count]
                }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Closes both directions at once, as a killed client does.
    func leave() { shutdown(socket, Int32(SHUT_RDWR)) }

    static func head(_ path: String, length: Int, extra: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n\(extra)\r\n"
    }

    /// A whole exchange on a connection of its own.
    static func post(_ port: Int, _ path: String, _ body: String) async throws -> (status: Int, head: String, body: String) {
        let client = try RawClient(port)
        client.send(head(path, length: body.utf8.count, extra: "Connection: close\r\n") + body)
        let text = await client.read(seconds: 30)
        let parts = text.components(separatedBy: "\r\n\r\n")
        let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return (status, parts.first ?? "", parts.dropFirst().joined(separator: "\r\n\r\n"))
    }
}
