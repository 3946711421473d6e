import Constraints
import Datasets
import Foundation

/// The NLTK data that the IFEval and IFBench verifiers read, and how to get them.
enum LanguageData {
    struct Package {
        var name: String
        /// The folder that NLTK keeps it in.
        var category: String
        /// What the verifiers need it for.
        var need: TextNeed
    }

    static let packages = [
        Package(name: "punkt_tab", category: "tokenizers", need: .punkt),
        Package(name: "averaged_perceptron_tagger_eng", category: "taggers", need: .postag),
        Package(name: "stopwords", category: "corpora", need: .stopwords),
    ]

    /// Where NLTK's published archives lie.
    static let source = "https://raw.githubusercontent.com/nltk/nltk_data/gh-pages/packages"

    /// Downloads what is missing into `.venv/nltk_data`.
    /// - Throws: ``FileError`` naming the archive.
    static func fetch(from source: String = source) throws {
        let missing = TextResources.find().missing
        for package in packages where missing.contains(package.need) {
            let archive = "\(source)/\(package.category)/\(package.name).zip"
            try PythonEnvironment.run(Self.program, arguments: [archive, ".venv/nltk_data/\(package.category)"], doing: archive)
            print("\(package.name): fetched")
        }
    }

    /// Unpacks into a folder beside its place and renames, so that a broken download leaves nothing behind.
    private static let program = """
        import io, os, shutil, sys, tempfile, urllib.request, zipfile
        archive, folder = sys.argv[1:]
        data = urllib.request.urlopen(archive, timeout=60).read()
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            zipfile.ZipFile(io.BytesIO(data)).extractall(scratch)
            for name in os.listdir(scratch):
                target = os.path.join(folder, name)
                shutil.rmtree(target, ignore_errors=True)
                os.rename(os.path.join(scratch, name), target)
        """
}
