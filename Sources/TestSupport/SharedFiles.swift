import Foundation

/// Reference data that lies in a folder `shared` beside the repository on some machines. Tests that use it pass without it.
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
