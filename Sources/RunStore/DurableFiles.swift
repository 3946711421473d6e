import Foundation

/// File operations that have reached the disk when they return.
enum DurableFiles {
    /// Waits until a file or folder is on the disk.
    static func synchronize(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY)
        guard descriptor >= 0 else { throw failure("opening", url) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("writing to the disk", url) }
    }

    /// Puts a file or folder in the place of `destination`, which must not exist or be an empty folder, in one step that
    /// survives a crash.
    static func rename(_ source: URL, to destination: URL) throws {
        guard Foundation.rename(source.path, destination.path) == 0 else {
            throw failure("renaming to \(destination.lastPathComponent)", source)
        }
        try synchronize(destination.deletingLastPathComponent())
    }

    /// Writes a small file whole or not at all.
    static func write(_ data: Data, to url: URL) throws {
        let temporary = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).tmp")
        do {
            try data.write(to: temporary)
            try synchronize(temporary)
            try rename(temporary, to: url)
        } catch let error as RunStoreError {
            throw error
        } catch {
            throw RunStoreError.failed(doing: "writing", path: url.path, reason: reason(error))
        }
    }

    /// Regular files under a folder, as paths relative to it, in order.
    static func files(under folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    static func failure(_ doing: String, _ url: URL) -> RunStoreError {
        .failed(doing: doing, path: url.path, reason: String(cString: strerror(errno)))
    }
}
