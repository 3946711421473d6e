import Foundation

/// Processor time, which other work on the machine does not stretch.
enum ProcessorTime {
    /// Seconds that this thread has computed.
    static var thread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
