import Constraints
import Curriculum
import Datasets
import Foundation
import HTTPTypes
import PythonSandbox
import Rollouts
import SequentialExecution
import Tokenization

/// The prompts of a curriculum, source by source.
struct CurriculumData: Sendable {
    struct Source: Sendable {
        var name: String
        var kind: PlannedSource.Kind
        var prompts: [Prompt]
        var curriculumSource: CurriculumSource
    }

    var sources: [Source]

    /// What a prompt is called in a step: its source and place, and for a repeated one a count, as in `se:3#2`.
    static func name(_ source: String, _ item: Int, occurrence: Int) -> String {
        "\(source):\(item)" + (occurrence > 1 ? "#\(occurrence)" : "")
    }

    /// The prompt that a step's name stands for.
    func prompt(_ name: String) -> Prompt? {
        let plain = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        let parts = plain.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let item = Int(parts[1]), let source = sources.first(where: { $0.name == parts[0] }) else { return nil }
        return source.prompts.indices.contains(item) ? source.prompts[item] : nil
    }
}

/// Stands where the trainer scores replies itself.
struct TrainerScored: Verifier {
    func reward(for response: String) -> Reward { Reward(value: 0) }
}

/// Reads a plan's rows and files.
struct CurriculumLoader: Sendable {
    let resources: TextResources
    /// The folders whose files a plan may name.
    let folders: [String]

    /// - Throws: `RequestFailure` naming the source and the row.
    func load(_ plan: CurriculumPlan) throws -> CurriculumData {
        CurriculumData(sources: try plan.sources.map(load))
    }

    private func load(_ source: PlannedSource) throws -> CurriculumData.Source {
        var prompts = try source.files.isEmpty ? inlinePrompts(source) : source.files.flatMap { try storedPrompts($0, source) }
        if source.limit > 0 { prompts = Array(prompts.prefix(source.limit)) }
        return CurriculumData.Source(
            name: source.name, kind: source.kind, prompts: prompts, curriculumSource: try curriculumSource(source, prompts))
    }

    private func curriculumSource(_ source: PlannedSource, _ prompts: [Prompt]) throws -> CurriculumSource {
        let items: CurriculumSource.Items
        switch source.ladder {
        case .none: items = .plain(count: prompts.count)
        case .complexity(let ladder):
            let scores = try prompts.enumerated().map { index, prompt in
                guard let score = prompt.complexity else {
                    throw RequestFailure.invalid(
                        "\(source.path).rows[\(index)]", found: "no complexity_score (prompt \(prompt.id))",
                        expected: "a number in every row of a source with intervals")
                }
                return score
            }
            items = .graded(difficulties: scores, ladder: ladder)
        case .online(let ladder, let online):
            let keys = prompts.map { $0.verifier.reward(for: "").components.map(\.name) }
            items = .online(keys: keys, ladder: ladder, difficulty: online)
        }
        return CurriculumSource(name: source.name, items: items, digest: prompts.digest)
    }

    // MARK: Rows of the request

    private func inlinePrompts(_ source: PlannedSource) throws -> [Prompt] {
        try source.rows.enumerated().map { index, row in
            let place = "\(source.path).rows[\(index)]"
            do {
                return try prompt(JSONFields(row, path: place), named: "\(index)", of: source)
            } catch let failure as RequestFailure {
                throw failure
            } catch {
                let reason = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
                throw RequestFailure(.badRequest, "\(place): \(reason)", parameter: place, code: "invalid_value")
            }
        }
    }

    private func prompt(_ row: JSONFields, named name: String, of source: PlannedSource) throws -> Prompt {
        switch source.kind {
        case .constraints:
            return try ConstraintDataset.prompt(
                row: row.value.pythonValue, named: name, source: source.name, suite: source.suite,
                combination: source.grading == .all ? .all : .mean, resources: resources)
        case .sequential:
            let instruction = try SequentialInstruction(row: row.value)
            return instruction.prompt(
                source: source.name, grading: source.grading == .graded ? .graded : .exact, complexity: instruction.complexity)
        case .math:
            guard let problem = try row.string("problem") ?? row.string("question") else { throw row.failure("problem", "a string") }
            let answer = try row.required("answer", "a string or a number") { $0.stringValue ?? $0.doubleValue.map { "\($0)" } }
            return MathDataset.prompt(
                problem: problem, answer: answer, named: try row.string("id") ?? name, source: source.name,
                equivalence: try MathEquivalence.forRequest(row.path))
        case .custom:
            let difficulty = try row.number("difficulty") ?? row.number("complexity_score")
            return Prompt(
                id: try row.string("id") ?? name, source: source.name, messages: try Self.messages(row), complexity: difficulty,
                verifier: TrainerScored())
        }
    }

    /// A custom row's conversation: `messages`, `prompt`, or nothing where the trainer keeps the texts to itself.
    private static func messages(_ row: JSONFields) throws -> [ChatMessage] {
        if let text = try row.string("prompt") { return [ChatMessage(role: "user", content: text)] }
        return try (row.objects("messages") ?? []).map { message in
            ChatMessage(
                role: try message.required("role", "a string", \.stringValue),
                content: try message.required("content", "a string", \.stringValue))
        }
    }

    // MARK: Files of the service

    private func storedPrompts(_ path: String, _ source: PlannedSource) throws -> [Prompt] {
        let place = "\(source.path).path"
        do {
            return try DataFiles.expand([try file(path, place: place)]).flatMap { try prompts(path: $0, source) }
        } catch let error as DatasetError {
            throw RequestFailure(.badRequest, "\(place): \(error.localizedDescription)", parameter: place, code: "invalid_value")
        }
    }

    private func prompts(path: String, _ source: PlannedSource) throws -> [Prompt] {
        switch source.kind {
        case .constraints:
            return try ConstraintDataset.prompts(
                path: path, source: source.name, suite: source.suite, combination: source.grading == .all ? .all : .mean,
                resources: resources)
        case .sequential:
            return try SequentialDataset.prompts(
                path: path, source: source.name, grading: source.grading == .graded ? .graded : .exact)
        case .math:
            return try MathDataset.prompts(path: path, source: source.name, equivalence: try .forRequest("\(source.path).path"))
        case .custom:
            throw RequestFailure.invalid("\(source.path).path", found: "a path", expected: "rows: a custom source comes with the request")
        }
    }

    /// The file inside one of the data folders; a client must not read others by way of the service.
    private func file(_ path: String, place: String) throws -> String {
        guard !folders.isEmpty else {
            throw RequestFailure.invalid(place, found: "\"\(path)\"", expected: "rows: the service was started without a data folder")
        }
        for folder in folders {
            let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().standardizedFileURL
            let file = URL(fileURLWithPath: path, relativeTo: root).resolvingSymlinksInPath().standardizedFileURL
            let inside = file.path == root.path || file.path.hasPrefix(root.path.hasSuffix("/") ? root.path : root.path + "/")
            if inside, FileManager.default.fileExists(atPath: file.path) { return file.path }
        }
        throw RequestFailure.invalid(place, found: "\"\(path)\"", expected: "a file or folder inside the service's data folders")
    }
}
