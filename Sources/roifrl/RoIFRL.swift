import ArgumentParser
import Foundation

/// The command line: parse, resolve, call a library, print.
@main
struct RoIFRL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roifrl",
        abstract: "Reinforcement learning that makes language models follow instructions without losing their reasoning.",
        subcommands: [
            VerifyCommand.self,
            ConstraintsCommand.self,
            TokenizeCommand.self,
            TrainTokenizerCommand.self,
            SequentialCommand.self,
            ReasoningCommand.self,
            ComplexityCommand.self,
            EvalCommand.self,
            ReportCommand.self,
            CurriculumCommand.self,
            ServeCommand.self,
            DoctorCommand.self,
        ] + modelCommands)

    /// Exit status 0 when done, 1 when a command failed, 2 when it was called wrongly.
    static func main() async {
        prepare()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(2)
        }
    }
}

extension ArgumentVisibility {
    /// Of options that a build without libtorch refuses: its help leaves them out.
    static var withTorch: ArgumentVisibility { RoIFRL.hasTorch ? .default : .hidden }
}
