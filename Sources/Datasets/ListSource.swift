import Foundation

/// The elements of a `.json` file that is one list.
final class ListSource: RowSource {
    private let rows: [[UInt8]]
    private var position = 0
    /// Never called: a file is there as a whole.
    var beforeWaiting: (() throws -> Void)?

    /// nil where the file is no list: then its lines are rows.
    init?(path: String) throws {
        guard path.hasSuffix(".json"), let data = FileManager.default.contents(atPath: path) else { return nil }
        guard data.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "[") else { return nil }
        do {
            let list = try JSONSerialization.jsonObject(with: data) as? [Any] ?? []
            rows = try list.map { try Array(JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed])) }
        } catch {
            throw DatasetError.unreadable(path: path, reason: "expected a list of rows as JSON: \(error.localizedDescription)")
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    func next() -> [UInt8]? {
        guard position < rows.count else { return nil }
        defer { position += 1 }
        return rows[position]
    }
}
