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

    private static func text(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw TextResourceError(source: path, reason: "cannot be read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TextResourceError(source: path, reason: "found other bytes, expected UTF-8")
        }
        return text
    }

    /// What is made of files, with complaints about a text that name its file.
    private static func made<Value>(of files: [String: String], _ make: () throws -> Value) throws -> Value {
        do { return try make() } catch var error as TextResourceError {
            error.source = files[error.source] ?? error.source
            throw error
        }
    }

    func punkt() -> (@Sendable () throws -> PunktModel)? {
        let names = [
            "abbreviations": "abbrev_types.txt", "collocations": "collocations.tab", "sentenceStarters": "sent_starters.txt",
            "orthography": "ortho_context.tab",
        ]
        guard let folder = Self.folder("tokenizers/punkt_tab/english", holding: Array(names.values), in: dataFolders) else { return nil }
        let files = names.mapValues { "\(folder)/\($0)" }
        return {
            let texts = try files.mapValues(Self.text)
            return try Self.made(of: files) {
                try PunktModel(
                    abbreviations: texts["abbreviations"] ?? "", collocations: texts["collocations"] ?? "",
                    sentenceStarters: texts["sentenceStarters"] ?? "", orthography: texts["orthography"] ?? "")
            }
        }
    }

    func tagger() -> (@Sendable () throws -> PartOfSpeechTagger)? {
        let name = "averaged_perceptron_tagger_eng"
        let names = ["weights": "weights", "dictionary": "tagdict", "tags": "classes"].mapValues { "\(name).\($0).json" }
        guard let folder = Self.folder("taggers/\(name)", holding: Array(names.values), in: dataFolders) else { return nil }
        let files = names.mapValues { "\(folder)/\($0)" }
        return {
            let texts = try files.mapValues(Self.text)
            return try Self.made(of: files) {
                try PartOfSpeechTagger(
                    weights: texts["weights"] ?? "", dictionary: texts["dictionary"] ?? "", tags: texts["tags"] ?? "")
            }
        }
    }

    func stopWords() -> (@Sendable () throws -> [String])? {
        guard let folder = Self.folder("corpora/stopwords", holding: ["english"], in: dataFolders) else { return nil }
        return {
            let words = try Self.text("\(folder)/english").split(whereSeparator: \.isNewline).map(String.init)
            guard !words.isEmpty else { throw TextResourceError(source: "\(folder)/english", reason: "holds no word") }
            return words
        }
    }

    func syllables() -> (@Sendable () throws -> SyllableCounter)? {
        guard let folder = Self.folder("syllapy", holding: ["data.csv"], in: packageFolders) else { return nil }
        let file = "\(folder)/data.csv"
        return { try Self.made(of: ["table": file]) { try SyllableCounter(table: Self.text(file)) } }
    }

    func detector() -> (@Sendable () throws -> LanguageDetector)? {
        let files = ["utils/messages.properties", "profiles/en"]
        guard let folder = Self.folder("langdetect", holding: files, in: packageFolders) else { return nil }
        return {
            // Every language counts: without one of them others win in its place.
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/profiles").sorted().filter { !$0.contains(".") }
            let profiles = try names.map { name in
                let file = "\(folder)/profiles/\(name)"
                return try Self.made(of: ["profile": file]) { try LanguageDetector.Profile(json: Self.text(file)) }
            }
            return LanguageDetector(profiles: profiles, messages: try Self.text("\(folder)/\(files[0])"))
        }
    }
}
