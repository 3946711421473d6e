import ArgumentParser
import Constraints
import Datasets

/// Compares verdicts with recorded ones, strict and loose.
struct AgreementTrial: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement", abstract: "Compare verdicts with the recorded ones of another implementation.",
        discussion: "Rows: {\"suite\", \"id\", \"kwargs\", \"response\", \"strict\", \"loose\"}. Exit status 1 where one differs.")

    @Option(help: "The recorded cases, JSONL.")
    var cases: String
    @Option(help: "Further folders with language data.")
    var data: [String] = []
    @Option(help: "How many differences are shown.")
    var show = 20

    func run() throws {
        let resources = TextResources.find(folders: data)
        let cases = try RecordedCase.read(self.cases, stableOnly: true)
        var differences = 0
        for trial in cases {
            let strict = trial.constraint.verdict(on: trial.response, resources: resources)
            let loose = ConstraintSet([trial.constraint]).loose(trial.response, resources: resources)[0]
            guard trial.strict ?? strict.followed != strict.followed || trial.loose ?? loose != loose else { continue }
            differences += 1
            guard differences <= show else { continue }
            print(
                "\(trial.suite) \(trial.constraint.id) \(trial.constraint.arguments.value.json) on \(trial.response.debugDescription): strict",
                "\(strict.followed) (\(strict.finding)), recorded \(trial.strict.map { "\($0)" } ?? "none"); loose \(loose), recorded",
                trial.loose.map { "\($0)" } ?? "none")
        }
        print("\(cases.count - differences) passed, \(differences) failed")
        if differences > 0 { throw ExitCode.failure }
    }
}
