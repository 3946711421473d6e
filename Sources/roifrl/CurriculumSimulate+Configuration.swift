import Curriculum
import Training

extension CurriculumSimulate {
    /// What a run's configuration says. A file without sources leaves them to the trace.
    static func configured(_ path: String, _ trace: RewardTrace) throws -> CurriculumSimulation {
        let run = try RunConfiguration.load(path: path)
        var simulation = CurriculumSimulation(
            intervalSource: "se", ladder: run.intervals, balance: run.curriculum, prompts: run.batch.promptsPerStep)
        let sources = run.sources.filter { $0.kind != .chat }
        guard !sources.isEmpty else { return simulation }
        simulation.balance = try run.curriculum.rearranged(from: sources.map(\.name), to: trace.sources)
        simulation.intervalSource = sources.first { $0.intervals && trace.sources.contains($0.name) }?.name
        return simulation
    }
}
