import Foundation
import Learning
import TOMLKit
import Torch

/// What one update needs of a configuration file: `[learning]` whole, a few keys of `[model]` and `[generation]`.
struct LearnSettings {
    var learning = Learner.Configuration()
    var device = "auto"
    var dtype = DType.float32
    var temperature = 1.0
    var maxNewTokens = 4096

    private struct ModelTable: Codable {
        var device = "auto"
        var dtype = "float32"
    }

    private struct GenerationTable: Codable {
        var temperature = 1.0
        var maxNewTokens = 4096

        enum CodingKeys: String, CodingKey {
            case temperature
            case maxNewTokens = "max_new_tokens"
        }
    }

    /// Reads the file over the defaults; nil: the defaults.
    init(path: String?) throws {
        guard let path else { return }
        let file: TOMLTable
        do {
            file = try TOMLTable(string: readText(path))
        } catch let error as TOMLParseError {
            throw FileError(path: path, problem: "\(error.description)")
        }
        learning = try Self.table("learning", of: file, path: path, over: Learner.Configuration(), strict: true)
        let model = try Self.table("model", of: file, path: path, over: ModelTable(), strict: false)
        let generation = try Self.table("generation", of: file, path: path, over: GenerationTable(), strict: false)
        guard let type = DType(name: model.dtype), [.float32, .bfloat16].contains(type) else {
            throw FileError(path: path, problem: "model.dtype is \(model.dtype); expected float32 or bfloat16")
        }
        (device, dtype) = (model.device, type)
        (temperature, maxNewTokens) = (generation.temperature, generation.maxNewTokens)
    }

    /// One table of the file over defaults that have a value for every key; other keys are refused where `strict`.
    private static func table<Value: Codable>(
        _ name: String, of file: TOMLTable, path: String, over defaults: Value, strict: Bool
    ) throws -> Value {
        guard let own = file[name]?.table else { return defaults }
        let merged: TOMLTable = try TOMLEncoder().encode(defaults)
        for key in own.keys {
            guard let given = own[key] else { continue }
            guard let known = merged[key] else {
                guard strict else { continue }
                let names = merged.keys.sorted().joined(separator: ", ")
                throw FileError(path: path, problem: "\(name).\(key) is unknown; expected one of \(names)")
            }
            if known.type == .double, let whole = given.int {
                merged[key] = Double(whole)
            } else if known.type == given.type {
                merged[key] = given
            } else {
                throw FileError(path: path, problem: "\(name).\(key) is of type \(given.type); expected \(known.type)")
            }
        }
        do {
            return try TOMLDecoder().decode(Value.self, from: merged)
        } catch let DecodingError.dataCorrupted(context) {
            let key = ([name] + context.codingPath.map(\.stringValue)).joined(separator: ".")
            throw FileError(path: path, problem: "\(key): \(context.debugDescription)")
        }
    }
}
