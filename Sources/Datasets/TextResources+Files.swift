public import Constraints
public import Foundation

extension TextResources {
    /// Language data found on this machine; what is missing has a fallback, which `missing` names.
    ///
    /// NLTK's data are looked for in `NLTK_DATA`, `folders`, the home folder and the usual system places; langdetect and syllapy in
    /// the Python environments `.venv` of the working folder, `VIRTUAL_ENV` and those beside the program.
    /// - Parameters:
    ///   - folders: further folders with NLTK data or Python packages, looked at first.
    ///   - environment: the process's environment.
    public static func find(
        folders: [String] = [], environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> TextResources {
        let files = ResourceFiles(folders: folders, environment: environment)
        return TextResources(
            punkt: files.punkt(), tagger: files.tagger(), detector: files.detector(), syllables: files.syllables(),
            stopWords: files.stopWords())
    }
}

/// Where language data lie, and how they are read.
private struct ResourceFiles {
    let dataFolders: [String]
    let packageFolders: [String]

    init(folders: [String], environment: [String: String]) {
        let home = environment["HOME"].map { [$0 + "/nltk_data"] } ?? []
        let named = (environment["NLTK_DATA"] ?? "").split(separator: ":").map(String.init)
        let system = ["/usr/share/nltk_data", "/usr/local/share/nltk_data", "/usr/lib/nltk_data", "/usr/local/lib/nltk_data"]
        let environments = [".venv"] + (environment["VIRTUAL_ENV"].map { [$0] } ?? []) + Self.environmentsAboveProgram()
        dataFolders = folders + named + home + environments.flatMap { [$0 + "/nltk_data", $0 + "/share/nltk_data"] } + system
        packageFolders = folders + environments.flatMap(Self.sitePackages)
    }

    private static func environmentsAboveProgram() -> [String] {
        guard var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() else { return [] }
        var found: [String] = []
        for _ in 0..<6 where folder.path != "/" {
            found.append(folder.path + "/.venv")
            folder.deleteLastPathComponent()
        }
        return found
    }

    private static func sitePackages(_ environment: String) -> [String] {
        let library = environment + "/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        return versions.filter { $0.hasPrefix("python3") }.sorted().map { "\(library)/\($0)/site-packages" }
    }

    /// The first folder that holds all the named files.
    private static func folder(_ relative: String, holding files: [String], in roots: [String]) -> String? {
        roots.map { "\($0)/\(relative)" }.first { folder in
            files.allSatisfy { FileManager.default.isReadableFile(atPath: "\(folder)/\($0)") }
        }
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    func punkt() -> (@Sendable () -> PunktModel)? {
        let files = ["abbrev_types.txt", "collocations.tab", "sent_starters.txt", "ortho_context.tab"]
        guard let folder = Self.folder("tokenizers/punkt_tab/english", holding: files, in: dataFolders) else { return nil }
        return {
            let texts = files.map { Self.text("\(folder)/\($0)") }
            return PunktModel(abbreviations: texts[0], collocations: texts[1], sentenceStarters: texts[2], orthography: texts[3])
        }
    }

    func tagger() -> (@Sendable () -> PartOfSpeechTagger?)? {
        let name = "averaged_perceptron_tagger_eng"
        let files = ["weights", "tagdict", "classes"].map { "\(name).\($0).json" }
        guard let folder = Self.folder("taggers/\(name)", holding: files, in: dataFolders) else { return nil }
        return {
            let texts = files.map { Self.text("\(folder)/\($0)") }
            return try? PartOfSpeechTagger(weights: texts[0], dictionary: texts[1], tags: texts[2])
        }
    }

    func stopWords() -> (@Sendable () -> [String])? {
        guard let folder = Self.folder("corpora/stopwords", holding: ["english"], in: dataFolders) else { return nil }
        return { Self.text("\(folder)/english").split(whereSeparator: \.isNewline).map(String.init) }
    }

    func syllables() -> (@Sendable () -> SyllableCounter)? {
        guard let folder = Self.folder("syllapy", holding: ["data.csv"], in: packageFolders) else { return nil }
        return { SyllableCounter(table: Self.text("\(folder)/data.csv")) }
    }

    func detector() -> (@Sendable () -> LanguageDetector?)? {
        let files = ["utils/messages.properties", "profiles/en"]
        guard let folder = Self.folder("langdetect", holding: files, in: packageFolders) else { return nil }
        return {
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/profiles")) ?? []).sorted()
            let profiles = names.compactMap { try? LanguageDetector.Profile(json: Self.text("\(folder)/profiles/\($0)")) }
            guard !profiles.isEmpty else { return nil }
            return LanguageDetector(profiles: profiles, messages: Self.text("\(folder)/utils/messages.properties"))
        }
    }
}
