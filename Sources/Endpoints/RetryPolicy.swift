import Foundation

/// When a failed request is sent again, and after how long. Pure: it decides, the client waits.
public struct RetryPolicy: Sendable, Equatable {
    /// Requests sent at most, the first one included.
    public var attempts: Int
    /// Seconds before the second attempt; each further wait is twice as long.
    public var firstDelay: Double
    /// Longest wait in seconds, also where the service asks for more.
    public var longestDelay: Double

    public init(attempts: Int = 4, firstDelay: Double = 0.5, longestDelay: Double = 30) {
        self.attempts = max(1, attempts)
        self.firstDelay = max(0, firstDelay)
        self.longestDelay = max(0, longestDelay)
    }

    /// Whether an answer with this status may be another one next time.
    static func isPassing(status: Int) -> Bool { status == 408 || status == 409 || status == 425 || status == 429 || status >= 500 }

    /// Seconds to wait after a failed attempt, counted from 1; nil where it was the last.
    /// - Parameter asked: what the service asked for, in seconds.
    func delay(after attempt: Int, asked: Double? = nil) -> Double? {
        guard attempt < attempts else { return nil }
        var delay = firstDelay
        for _ in 1..<max(attempt, 1) where delay < longestDelay { delay *= 2 }
        return min(max(delay, asked ?? 0), longestDelay)
    }

    /// What a `Retry-After` header asks for in seconds: it may be a number or a date (RFC 9110, 10.2.3).
    static func seconds(asked header: String, now: Date) -> Double? {
        if let seconds = Double(header) { return seconds.isFinite ? max(seconds, 0) : nil }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: header).map { max($0.timeIntervalSince(now), 0) }
    }
}
