import Foundation

/// Files of rows by the paths that a configuration names.
public enum DataFiles {
    /// Files as they are, folders as the data files in them in order of name.
    /// - Throws: `DatasetError.unreadable` where a path does not exist or a folder holds no data file.
    public static func expand(_ paths: [String], extensions: [String] = ["jsonl", "json", "parquet"]) throws -> [String] {
        try paths.flatMap { path in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw DatasetError.unreadable(path: path, reason: "no such file or folder")
            }
            guard isFolder.boolValue else { return [path] }
            let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            let files = names.filter { name in extensions.contains { name.hasSuffix("." + $0) } }.map { "\(path)/\($0)" }
            guard !files.isEmpty else {
                throw DatasetError.unreadable(path: path, reason: "no \(extensions.joined(separator: " or ")) file in the folder")
            }
            return files
        }
    }
}
