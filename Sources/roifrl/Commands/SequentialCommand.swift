import ArgumentParser

/// Sequential-execution data: made, told, checked.
struct SequentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sequential",
        abstract: "Sequential-execution instructions: generate them, describe functions, or check replies to them.",
        subcommands: [SequentialGenerateCommand.self, SequentialDescribeCommand.self, SequentialCheckCommand.self])
}
