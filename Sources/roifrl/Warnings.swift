import Constraints
import Foundation

/// A line on standard error.
func writeWarning(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Says which language data were missing, why, and what stood in for them.
func warnOfFallbacks(_ needs: some Sequence<TextNeed>, _ resources: TextResources) {
    for need in needs {
        guard let absence = resources.absence(of: need) else { continue }
        writeWarning("\(need.rawValue) data: \(absence); \(need.fallback); 'roifrl doctor' says how to get them")
    }
}
