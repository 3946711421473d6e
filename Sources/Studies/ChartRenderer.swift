public import Foundation

/// Draws Vega-Lite figures with the vl-convert package of a Python environment, offline.
public struct ChartRenderer: Sendable {
    /// The interpreter of an environment that has vl-convert.
    public var python: URL

    public init(python: URL) {
        self.python = python
    }

    /// Vega, Vega-Lite and Vega-Embed with everything they need, as one script for a page.
    /// - Throws: ``StudiesError/rendering(reason:)``.
    public func javascript() throws -> String {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try run(["bundle", folder.path])
        return try String(contentsOf: folder.appending(path: "bundle.js"), encoding: .utf8)
    }

    /// Writes `ID.svg` and `ID.png` (two pixels per point) of every chart into a folder, which is made where it is missing.
    public func write(_ charts: [Chart], to folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for chart in charts {
                try Data(chart.specification.text.utf8).write(to: folder.appending(path: chart.id + ".vl.json"))
            }
        } catch {
            throw StudiesError.cannotWrite(path: folder.path, reason: error.localizedDescription)
        }
        try run(["figures", folder.path] + charts.map(\.id))
    }

    private static let program = """
        import pathlib, sys
        import vl_convert
        job, folder, *names = sys.argv[1:]
        folder = pathlib.Path(folder)
        if job == "bundle":
            (folder / "bundle.js").write_text(vl_convert.javascript_bundle(), encoding="utf-8")
        for name in names:
            specification = (folder / f"{name}.vl.json").read_text(encoding="utf-8")
            (folder / f"{name}.svg").write_text(vl_convert.vegalite_to_svg(specification), encoding="utf-8")
            (folder / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(specification, scale=2))
        """

    private func run(_ arguments: [String]) throws {
        let errors = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: errors) }
        let log = errors.appending(path: "errors.txt")
        do {
            try Data().write(to: log)
            let process = Process()
            process.executableURL = python
            process.arguments = ["-c", Self.program] + arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: log)
            try process.run()
            process.waitUntilExit()
            if process.terminationStatus == 0 { return }
        } catch {
            throw StudiesError.rendering(reason: "\(python.path): \(error.localizedDescription)")
        }
        let message = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        if message.contains("No module named 'vl_convert'") {
            throw StudiesError.rendering(
                reason: "\(python.path) has no vl-convert; Scripts/setup installs it (or: pip install vl-convert-python)")
        }
        throw StudiesError.rendering(reason: String(message.suffix(600)).trimmingSpaces)
    }

    private func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roifrl-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw StudiesError.cannotWrite(path: folder.path, reason: error.localizedDescription)
        }
        return folder
    }
}
