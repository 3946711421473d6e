import ArgumentParser
import Foundation

/// `roifrl doctor`: what this machine has, what it lacks, and the command that mends it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what this machine has, and say how to mend what it lacks.",
        discussion: """
            Exit status 1 when something is missing that training needs.

            Example: roifrl doctor
            """)

    @Flag(help: "Print the findings as JSON.")
    var json = false
    @Flag(help: "First download the language data that are missing, into .venv/nltk_data.")
    var fetch = false

    func run() throws {
        if fetch { try LanguageData.fetch() }
        let checks = MachineChecks().all()
        try json ? printJSON(checks) : printTable(checks)
        if checks.contains(where: { $0.state == .missing }) { throw ExitCode(1) }
    }

    private func printJSON(_ checks: [MachineCheck]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(checks), as: UTF8.self))
    }

    private static let stateWidth = MachineCheck.State.recommended.rawValue.count

    private func printTable(_ checks: [MachineCheck]) {
        let width = checks.map(\.name.count).max() ?? 0
        for check in checks {
            let state = check.state == .missing ? check.state.rawValue.uppercased() : check.state.rawValue
            let mark = state.padding(toLength: Self.stateWidth, withPad: " ", startingAt: 0)
            print("\(mark)  \(check.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(check.found)")
            if let mend = check.mend { print(String(repeating: " ", count: Self.stateWidth + 2 + width) + "  mend: \(mend)") }
        }
    }
}
