public import Foundation

/// A TensorBoard event file, appended to while a run goes on: `events.out.tfevents.<seconds>.<host>.<process>`.
///
/// Records are framed as TensorFlow does (length, masked CRC of the length, data, masked CRC of the data); the data is an
/// `Event` message with a `Summary` of scalar values, or the mark of a session's start.
public final class EventFile {
    public let url: URL
    private let file: FileHandle

    /// - Parameters:
    ///   - folder: the run's folder.
    ///   - wallTime: seconds since 1970.
    ///   - resumedAfter: where the run continues after this step: later values that an earlier file of the run holds are then
    ///     left out by TensorBoard.
    public init(folder: URL, wallTime: Double, resumedAfter step: Int? = nil) throws {
        let host = ProcessInfo.processInfo.hostName.split(separator: ".").first.map(String.init) ?? "localhost"
        let stem = "events.out.tfevents.\(Int(wallTime)).\(host).\(ProcessInfo.processInfo.processIdentifier)"
        var candidate = folder.appendingPathComponent(stem)
        var number = 1
        while FileManager.default.fileExists(atPath: candidate.path) {
            candidate = folder.appendingPathComponent("\(stem).\(number)")
            number += 1
        }
        url = candidate
        do {
            try Data().write(to: url)
            file = try FileHandle(forWritingTo: url)
            try file.write(contentsOf: Data(Self.record(Event.version(wallTime: wallTime))))
            if let step { try file.write(contentsOf: Data(Self.record(Event.sessionStart(wallTime: wallTime, step: step + 1)))) }
        } catch {
            throw RunStoreError.failed(doing: "writing events", path: candidate.path, reason: reason(error))
        }
    }

    deinit { try? file.close() }

    /// Appends a step's values. Values that are not finite are kept: TensorBoard marks them.
    public func append(step: Int, wallTime: Double, scalars: [(name: String, value: Double)]) throws {
        guard !scalars.isEmpty else { return }
        do {
            try file.write(contentsOf: Data(Self.record(Event.scalars(wallTime: wallTime, step: step, scalars))))
        } catch {
            throw RunStoreError.failed(doing: "writing events", path: url.path, reason: reason(error))
        }
    }

    private static func record(_ data: [UInt8]) -> [UInt8] {
        let length = bytes(UInt64(data.count))
        return length + bytes(CRC32C.masked(length)) + data + bytes(CRC32C.masked(data))
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }
}

/// TensorFlow's `Event` message, as much of it as is needed, in protocol-buffer encoding.
private enum Event {
    static func version(wallTime: Double) -> [UInt8] { double(1, wallTime) + text(3, "brain.Event:2") }

    static func sessionStart(wallTime: Double, step: Int) -> [UInt8] {
        double(1, wallTime) + integer(2, step) + message(7, integer(1, 1))
    }

    static func scalars(wallTime: Double, step: Int, _ scalars: [(name: String, value: Double)]) -> [UInt8] {
        let values = scalars.flatMap { message(1, text(1, $0.name) + float(2, Float($0.value))) }
        return double(1, wallTime) + integer(2, step) + message(5, values)
    }

    private static func key(_ field: Int, _ wire: Int) -> [UInt8] { variable(UInt64(field << 3 | wire)) }

    private static func variable(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static func integer(_ field: Int, _ value: Int) -> [UInt8] { key(field, 0) + variable(UInt64(bitPattern: Int64(value))) }

    private static func double(_ field: Int, _ value: Double) -> [UInt8] {
        key(field, 1) + withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
    }

    private static func float(_ field: Int, _ value: Float) -> [UInt8] {
        key(field, 5) + withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
    }

    private static func text(_ field: Int, _ value: String) -> [UInt8] { message(field, Array(value.utf8)) }

    private static func message(_ field: Int, _ bytes: [UInt8]) -> [UInt8] { key(field, 2) + variable(UInt64(bytes.count)) + bytes }
}
