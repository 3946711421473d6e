public import Foundation

/// What can be wrong with a batch, a configuration or an update.
public enum LearningError: Error, Equatable {
    case emptyBatch
    case emptyPrompt(group: Int)
    case wrongCount(what: String, group: Int, got: Int, expected: Int)
    case tokenOutOfRange(what: String, group: Int, token: Int, vocabulary: Int)
    case notFinite(what: String, group: Int)
    case row(file: String, line: Int, found: String, expected: String)
    case referenceMissing(klCoefficient: Double)
    case configuration(key: String, found: String, expected: String)
    case state(name: String, found: String, expected: String)
}

extension LearningError: LocalizedError {
    public var errorDescription: String? {
        switch self {
        case .emptyBatch:
            "the batch has no completion token to learn from"
        case .emptyPrompt(let group):
            "group \(group): the prompt has no tokens; expected at least one"
        case .wrongCount(let what, let group, let got, let expected):
            "group \(group): \(what) has \(got) values; expected \(expected), one per completion token"
        case .tokenOutOfRange(let what, let group, let token, let vocabulary):
            "group \(group): \(what) holds token \(token); expected 0 ..< \(vocabulary), the model's vocabulary"
        case .notFinite(let what, let group):
            "group \(group): \(what) is not a finite number"
        case .row(let file, let line, let found, let expected):
            "\(file):\(line): found \(found); expected \(expected)"
        case .referenceMissing(let coefficient):
            "learning.kl_coefficient is \(coefficient), but there is neither a reference policy nor ref_logprobs in every row"
        case .configuration(let key, let found, let expected):
            "learning.\(key) is \(found); expected \(expected)"
        case .state(let name, let found, let expected):
            "learner state \(name): found \(found), expected \(expected)"
        }
    }
}
