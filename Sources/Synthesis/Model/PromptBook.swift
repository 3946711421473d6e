import Endpoints
import Foundation

/// The prompts of the stages. They are files, `Sources/Synthesis/Prompts/*.md`, built into the program; a folder with files of the same
/// names takes their place.
public struct PromptBook: Sendable {
    /// A prompt's name: its file's without `.md`.
    enum Name: String, CaseIterable {
        case functions, anonymise, trackers, evolve, describe, verify, refine, again
    }

    private let templates: [Name: PromptTemplate]

    /// - Parameter folder: files that are there replace ours.
    /// - Throws: ``SynthesisError/unreadable(path:reason:)``.
    public init(folder: String? = nil) throws {
        var templates: [Name: PromptTemplate] = [:]
        for name in Name.allCases {
            let path = folder.map { "\($0)/\(name.rawValue).md" }
            if let path, FileManager.default.fileExists(atPath: path) {
                do { templates[name] = PromptTemplate(try String(contentsOfFile: path, encoding: .utf8)) } catch {
                    throw SynthesisError.unreadable(path: path, reason: error.localizedDescription)
                }
            } else {
                templates[name] = PromptTemplate(String(decoding: Self.bytes(of: name), as: UTF8.self))
            }
        }
        self.templates = templates
    }

    func text(_ name: Name, _ values: [String: String]) -> String { templates[name]?.filled(values) ?? "" }

    private static func bytes(of name: Name) -> [UInt8] {
        switch name {
        case .functions: PackageResources.functions_md
        case .anonymise: PackageResources.anonymise_md
        case .trackers: PackageResources.trackers_md
        case .evolve: PackageResources.evolve_md
        case .describe: PackageResources.describe_md
        case .verify: PackageResources.verify_md
        case .refine: PackageResources.refine_md
        case .again: PackageResources.again_md
        }
    }
}
