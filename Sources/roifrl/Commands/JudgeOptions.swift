import ArgumentParser
import Datasets

/// The options that name a judge: a model behind an OpenAI-compatible endpoint.
struct JudgeOptions: ParsableArguments {
    @Option(help: "An endpoint whose model judges replies too, such as http://127.0.0.1:8000/v1.")
    var judge: String?
    @Option(help: "The judge's model name.")
    var judgeModel: String?
    @Option(help: "The judge's share of the reward, 0 to 1; 1 leaves the checks out.")
    var judgeWeight = 0.5
    @Option(help: "A file with instructions for the judge; {request}, {requirements} and {response} stand for what is judged.")
    var judgeRubric: String?
    @Option(help: "The environment variable with the endpoint's key.")
    var judgeKeyVariable = "OPENAI_API_KEY"
    @Option(help: "A folder that keeps opinions, so that the same question is asked once.")
    var judgeCache: String?
    @Option(help: "Longest wait for an opinion in seconds.")
    var judgeTimeout = 60.0
    @Option(help: "Times an opinion is asked for where the endpoint fails.")
    var judgeAttempts = 4
    @Option(help: "Opinions under way at once.")
    var judgeConcurrency = 8
    @Option(help: "Most requests to the endpoint.")
    var judgeRequests: Int?

    func validate() throws {
        guard judge != nil else { return }
        guard judgeModel != nil else { throw ValidationError("--judge needs --judge-model, the model's name at the endpoint") }
        guard (0...1).contains(judgeWeight) else { throw ValidationError("--judge-weight: found \(judgeWeight), expected 0 to 1") }
        guard judgeTimeout > 0 else { throw ValidationError("--judge-timeout: found \(judgeTimeout), expected more than 0") }
        guard judgeAttempts > 0, judgeConcurrency > 0 else {
            throw ValidationError("--judge-attempts and --judge-concurrency: expected 1 or more")
        }
    }

    var configuration: Judge.Configuration {
        var configuration = Judge.Configuration()
        configuration.url = judge
        configuration.model = judgeModel
        configuration.weight = judgeWeight
        configuration.rubric = judgeRubric
        configuration.keyVariable = judgeKeyVariable
        configuration.cache = judgeCache
        configuration.timeout = judgeTimeout
        configuration.attempts = judgeAttempts
        configuration.concurrency = judgeConcurrency
        configuration.requests = judgeRequests
        return configuration
    }
}
