import Foundation
import Synchronization

/// Notes that the user asked to stop, so that the step under way can finish and be saved. A second request ends the program at once.
enum Interruption {
    private static let requests = Atomic<Int>(0)
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

    /// Call once, before the work starts.
    @MainActor
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if requests.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
                FileHandle.standardError.write(Data("\nstopping after what is under way; once more stops at once\n".utf8))
            }
            source.resume()
            sources.append(source)
        }
    }
}
