import ArgumentParser
import Constraints
import Datasets
import Foundation
import Logging
import Service

/// `roifrl serve`: rewards, curricula and a model over HTTP.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve rewards, curricula\(RoIFRL.hasTorch ? " and a model" : "") over HTTP.",
        discussion: """
            POST /v1/rewards scores replies; /v1/curriculum keeps curricula for another trainer, step by step\(models). GET /health and \
            /metrics tell how it is doing. Only this machine can connect unless --host says otherwise, which needs a key in the environment. \
            SIGTERM or Ctrl-C finishes what runs.

            Example: roifrl serve --data Data\(RoIFRL.hasTorch ? "\nExample: roifrl serve --model Models/tiny --port 8000" : "")
            """)
    private static let models =
        RoIFRL.hasTorch ? "; with --model, /v1/chat/completions and /v1/completions answer as OpenAI's do" : ""

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"
    @Option(help: "The port; 0 takes a free one.")
    var port = 8080
    @Option(help: "The environment variable with the key that clients must send.")
    var keyVariable = "ROIFRL_KEY"
    @Option(help: ArgumentHelp("The file that keeps the curricula.", valueName: "file"))
    var state = "runs/service.sqlite"
    @Option(help: ArgumentHelp("A folder whose files a curriculum may name as its data; can be repeated.", valueName: "folder"))
    var data: [String] = []
    @Option(help: "The largest body of a request, in MiB.")
    var bodyLimit = 64
    @Option(help: "The longest wait for a request's body, in seconds.")
    var readTimeout = 30.0
    @Option(help: "The longest wait for running requests when asked to stop, in seconds.")
    var shutdownTimeout = 60.0
    @Option(help: "The most connections at one time.")
    var connections = 1024
    @OptionGroup(title: "Model", visibility: .withTorch)
    var model: ServedModelOptions

    func validate() throws {
        guard (1...4096).contains(bodyLimit) else { throw ValidationError("--body-limit: found \(bodyLimit), expected 1 ... 4096") }
        for folder in data {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("--data: found \(folder), expected a folder")
            }
        }
        do { try settings(environment: [:]).validate() } catch ServiceError.openToOthers {
            // Decided with the key, when the command runs.
        } catch let error as ServiceError {
            throw ValidationError("\(error)")
        }
    }

    private func settings(environment: [String: String]) -> ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.key = environment[keyVariable].flatMap { $0.isEmpty ? nil : $0 }
        configuration.bodyLimit = bodyLimit << 20
        configuration.readTimeout = readTimeout
        configuration.shutdownTimeout = shutdownTimeout
        configuration.maximumConnections = connections
        configuration.dataFolders = data
        configuration.stateFile = state
        return configuration
    }

    func run() async throws {
        let configuration = settings(environment: ProcessInfo.processInfo.environment)
        try configuration.validate()
        var logger = Logger(label: "roifrl") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let service = try RoIFRLService(
            configuration: configuration, resources: .find(folders: data), model: try await model.load(), logger: logger)
        let name = host.contains(":") ? "[\(host)]" : host
        try await service.run { port in
            // A program that started this one waits for the line.
            FileHandle.standardOutput.write(Data("listening on http://\(name):\(port)\n".utf8))
        }
    }
}

/// Which model is served, and how much of it at one time.
struct ServedModelOptions: ParsableArguments {
    @Option(help: "A model in a Hugging Face folder; without one, rewards and curricula only.")
    var model: String?
    @Option(help: "What clients call the model. (default: the folder's name)")
    var name: String?
    @Option(help: "The most completions computed at one time.")
    var maxRows = 64
    @Option(help: "The most completions that wait; what comes beyond is answered 429.")
    var queue = 256
    @Option(help: "Memory of the key-value cache, in GB.")
    var cacheGigabytes = 1.0
    @Option(help: "float32 or bfloat16.")
    var dtype = "float32"
    @Option(help: "auto, cpu, cuda, cuda:1 or mps.")
    var device = "auto"
    @Flag(help: "Ask for a reasoning section from models whose chat template knows one, where a request does not say.")
    var thinking = false

    func validate() throws {
        guard maxRows >= 1 else { throw ValidationError("--max-rows: found \(maxRows), expected 1 or more") }
        guard queue >= 0 else { throw ValidationError("--queue: found \(queue), expected 0 or more") }
        guard cacheGigabytes > 0, cacheGigabytes <= 4096 else {
            throw ValidationError("--cache-gigabytes: found \(cacheGigabytes), expected more than 0 and at most 4096")
        }
        guard ["float32", "bfloat16"].contains(dtype) else {
            throw ValidationError("--dtype: found '\(dtype)', expected float32 or bfloat16")
        }
    }
}
