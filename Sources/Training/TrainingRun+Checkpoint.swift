import Curriculum
import Datasets
import Foundation
import Learning
import Policy
import RunStore
import Torch

extension TrainingRun {
    /// Saves everything that the next step depends on.
    public func checkpoint() throws {
        try folder.checkpoints.save(step: trainer.stepsTaken) { url in
            try model.policy.save(to: url.appendingPathComponent("model"))
            try SafetensorsWriter.write(learner.state(), to: url.appendingPathComponent("optimizer.safetensors"))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try encoder.encode(trainer.curriculum).write(to: url.appendingPathComponent("curriculum.json"))
        }
    }

    /// Takes the state of a checkpoint over.
    func restore(_ checkpoint: RunStore.Checkpoint) throws {
        try model.policy.restore(folder: checkpoint.url("model"))
        let tensors = try SafetensorsFile(checkpoint.url("optimizer.safetensors"))
        try learner.restore { try tensors.tensor($0) }
        let file = checkpoint.url("curriculum.json")
        do {
            try trainer.restore(JSONDecoder().decode(TwoDimensionalCurriculum.self, from: Data(contentsOf: file)))
        } catch let error as DecodingError {
            throw TrainingError.badCheckpoint(path: file.path, reason: error.rowReason)
        }
    }
}
