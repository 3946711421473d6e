import Foundation
import TestSupport
import Testing

/// Sandboxed workers where the program is not the machine's own root.
struct OtherUsersTests {
    private static func canRun(_ tool: String, _ arguments: [String]) -> Bool {
        (try? Program.run(arguments + ["true"], executable: URL(filePath: tool)))?.status == 0
    }

    private static let namespace = ["--map-root-user"]
    private static let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]

    /// In a user namespace with one user, as in a container without root, a worker cannot become another user.
    @Test(.enabled(if: canRun("/usr/bin/unshare", namespace))) func workersRunWhereOnlyOneUserIsKnown() throws {
        try makesInstructions("/usr/bin/unshare", Self.namespace)
    }

    @Test(.enabled(if: canRun("/usr/bin/setpriv", nobody + [Program.executable.path, "--help"]))) func workersRunForAnybody() throws {
        try makesInstructions("/usr/bin/setpriv", Self.nobody)
    }

    private func makesInstructions(_ tool: String, _ arguments: [String]) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
            let file = folder.appending(path: "rows.jsonl")
            let command = ["sequential", "generate", "--tiny", "--count", "3", "--seed", "1", "--output", file.path]
            let made = try Program.run(arguments + [Program.executable.path] + command, executable: URL(filePath: tool))
            #expect(made.status == 0, "\(made.complaint)")
            // As far as this machine lets the program's own user go, it lets others.
            let own = try Program.run(command)
            #expect(made.errors.split(separator: "\n").first == own.errors.split(separator: "\n").first, "\(made.errors)")
            #expect(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count >= 3)
        }
    }
}
