import Constraints
import Foundation

/// A line on standard error.
func writeWarning(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Says which language data were missing, why, and what stood in for them.
func warnOfFallbacks(_ needs: some Sequence<TextNeed>, _ resources: TextResources) {
    fallbackNotes(needs, resources).forEach(writeWarning)
}

/// A line for each of the language data that are missing.
func fallbackNotes(_ needs: some Sequence<TextNeed>, _ resources: TextResources) -> [String] {
    needs.compactMap { need in
        resources.absence(of: need).map { "\(need.rawValue) data: \($0); \(need.fallback); 'roifrl doctor' says how to get them" }
    }
}
