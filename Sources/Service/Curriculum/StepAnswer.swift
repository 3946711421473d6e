import Curriculum
import Rollouts
import SequentialExecution
import Tokenization

/// One prompt of a step.
struct StepPrompt: Sendable, Equatable {
    /// Unique within the step.
    var name: String
    var source: String
    var interval: Int?
    /// The prompt's place in its source.
    var item: Int

    /// A decision's prompts, source by source.
    static func all(of decision: CurriculumDecision) -> [StepPrompt] {
        decision.sources.flatMap { source in
            // A small source repeats its items within a step once its pass is over.
            var occurrences: [Int: Int] = [:]
            return source.picks.map { pick in
                occurrences[pick.item, default: 0] += 1
                let name = CurriculumData.name(source.name, pick.item, occurrence: occurrences[pick.item] ?? 1)
                return StepPrompt(name: name, source: source.name, interval: pick.interval, item: pick.item)
            }
        }
    }
}

extension CurriculumDecision {
    /// The numbers as `roifrl curriculum simulate` prints them, ladders by source.
    var numbers: Literal {
        func object(_ value: (Source) -> Literal?) -> Literal {
            .object(sources.compactMap { source in value(source).map { (source.name, $0) } })
        }
        return .object([
            ("step", .integer(step)), ("ema", object { .decimal($0.ema) }), ("weights", object { .number($0.weight) }),
            ("quotas", object { .integer($0.quota) }), ("unlocked", object { $0.unlocked.map(Literal.integer) }),
            (
                "interval_probabilities",
                object { source in
                    source.rungs.map { .list($0.sorted { $0.interval < $1.interval }.map { .number($0.probability) }) }
                }
            ),
        ])
    }

    /// The answer of `next`: the numbers and the prompts.
    func answer(curriculum: String, data: CurriculumData) -> Literal {
        let sources = Dictionary(data.sources.map { ($0.name, $0.prompts) }) { first, _ in first }
        let prompts = StepPrompt.all(of: self).map { prompt -> Literal in
            let row = sources[prompt.source].flatMap { $0.indices.contains(prompt.item) ? $0[prompt.item] : nil }
            let messages = (row?.messages ?? []).map { message in
                Literal.object([("role", .string(message.role)), ("content", .string(message.content))])
            }
            return .object([
                ("id", .string(prompt.name)), ("source", .string(prompt.source)), ("interval", .whole(prompt.interval)),
                ("item", .text(row?.id)), ("complexity", .decimal(row?.complexity)), ("messages", .list(messages)),
            ])
        }
        return .object([
            ("curriculum", .string(curriculum)), ("step", .integer(step)), ("decision", numbers), ("prompts", .list(prompts)),
        ])
    }
}

extension CurriculumReport {
    /// The answer of `observe`.
    /// - Parameter unobserved: prompts of the step without rewards.
    func answer(curriculum: String, unobserved: Int) -> Literal {
        let rows = sources.map { source -> Literal in
            let intervals = source.intervals.map { interval in
                Literal.object([
                    ("interval", .integer(interval.interval)), ("rollouts", .integer(interval.rollouts)),
                    ("success", .number(interval.success)),
                ])
            }
            return .object([
                ("name", .string(source.name)), ("rollouts", .integer(source.rollouts)), ("mean_reward", .decimal(source.meanReward)),
                ("ema", .decimal(source.ema)), ("zero_variance_rate", .decimal(source.zeroVarianceRate)),
                ("unlocked", .whole(source.unlocked)), ("unlocked_now", .boolean(source.unlockedNow)), ("intervals", .list(intervals)),
            ])
        }
        return .object([
            ("curriculum", .string(curriculum)), ("step", .integer(step)), ("next_step", .integer(step + 1)),
            ("unobserved_prompts", .integer(unobserved)), ("sources", .list(rows)),
        ])
    }
}
