/// Cuts a growing text at the first stop string. What might be the start of one is held back until it is certain.
package struct StopMatcher: Sendable {
    private let stops: [[UInt8]]
    private var held: [UInt8] = []
    package private(set) var hasMatched = false

    package init(_ stops: [String]) { self.stops = stops.map { Array($0.utf8) } }

    /// The text that is certain after some more of it.
    package mutating func add(_ text: String) -> String {
        guard !hasMatched else { return "" }
        guard !stops.isEmpty else { return text }
        held += text.utf8
        if let match = firstMatch() {
            hasMatched = true
            defer { held = [] }
            return String(decoding: held[..<match], as: UTF8.self)
        }
        let certain = held.count - heldBack()
        defer { held.removeFirst(certain) }
        return String(decoding: held[..<certain], as: UTF8.self)
    }

    /// What is left at the end.
    package mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }

    private func firstMatch() -> Int? {
        held.indices.first { start in stops.contains { held[start...].starts(with: $0) } }
    }

    /// How many bytes at the end are the start of a stop string. A stop string begins with a whole character, so no character is cut.
    private func heldBack() -> Int {
        let longest = min((stops.map(\.count).max() ?? 1) - 1, held.count)
        return (0...longest).last { count in
            let tail = held[(held.count - count)...]
            return count == 0 || stops.contains { $0.count > count && $0.starts(with: tail) }
        } ?? 0
    }
}
