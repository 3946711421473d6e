import Foundation

/// Reference data too large for the repository, in a folder `shared` beside it. Tests that use it say so and pass without it.
public enum SharedFiles {
    /// The path of a file under `shared`, nil where there is none.
    public static func path(_ relative: String, from file: String = #filePath) -> String? {
        var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared").appendingPathComponent(relative).path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
