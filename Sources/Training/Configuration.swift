public import Curriculum
public import Datasets
public import Learning
public import Rollouts

/// Everything a training run or a supervised warm-up is told, with the paper's values where a file is silent (Table 3).
public struct RunConfiguration: Sendable, Equatable {
    /// `[run]`
    public struct Run: Sendable, Equatable {
        /// The run's folder. An existing run is refused unless it is resumed.
        public var path = "runs/run"
        /// Decides the order of prompts and every random draw.
        public var seed: UInt64 = 0
        /// Steps between checkpoints; 0: only at the end and when interrupted.
        public var checkpointEvery = 20
        /// How many checkpoints stay; 0: all.
        public var keepCheckpoints = 3
        /// CPU threads; 0: as many as the machine has. Results repeat bit for bit only with the same number.
        public var threads = 0
        /// Share of rollouts whose texts are recorded, 0 to 1.
        public var recordRollouts = 1.0
    }

    /// `[model]`
    public struct Model: Sendable, Equatable {
        /// A Hugging Face folder. For a warm-up from nothing: a folder with `config.json` and a tokenizer.
        public var path = "Models/tiny"
        /// The folder of another tokenizer than the model's own.
        public var tokenizer: String?
        /// The frozen reference of the divergence; nil: the model itself before training.
        public var reference: String?
        /// `auto`, `cpu`, `cuda`, `cuda:1` or `mps`.
        public var device = "auto"
        /// What the model computes in.
        public var dtype = ComputeType.float32
        /// Starts from random weights in the shape of the folder's `config.json`, not from its weights.
        public var randomWeights = false

        public init() {}
    }

    /// The type that weights and activations have in the forward and backward pass.
    public enum ComputeType: String, Sendable, CaseIterable {
        case float32
        /// Master weights and optimiser state stay float32.
        case bfloat16
    }

    /// One `[[source]]`.
    public struct Source: Sendable, Equatable {
        /// What the rows are and how replies to them are rewarded.
        public enum Kind: String, Sendable, CaseIterable {
            /// Constraint adherence: rows of IFTrain, IFEval or IFBench.
            case constraints
            /// Sequential execution: rows of LogicIF.
            case sequential
            /// Mathematics: rows with `problem` and `answer`, or GSM8K's.
            case math
            /// Conversations that end in the reply to imitate, for a warm-up.
            case chat
        }

        /// Where an item's difficulty comes from.
        public enum Difficulty: String, Sendable, CaseIterable {
            /// The rows' complexity scores.
            case complexity
            /// The success rate so far of a prompt's reward components, such as its constraints.
            case online
        }

        /// How much a reply that is partly right earns.
        public enum Grading: String, Sendable, CaseIterable {
            /// Constraints: the share that holds. Sequential: all or nothing.
            case standard
            /// Constraints: 1 only where all hold.
            case all
            /// Sequential: partial credit.
            case graded
        }

        /// What metrics and the report call it.
        public var name = ""
        public var kind = Kind.constraints
        /// Files, or folders of files.
        public var path: [String] = []
        /// Whether the source has an interval ladder.
        public var intervals = false
        public var difficulty = Difficulty.complexity
        public var grading = Grading.standard
        /// Constraints: what each counts in the mean, by id; 1 where an id is not listed.
        public var weights: [String: Double] = [:]
        /// alpha of the paper's Eq. 1.
        public var advantageWeight = 1.0
        /// Only the first rows; 0: all.
        public var limit = 0
    }

    /// `[batch]`
    public struct Batch: Sendable, Equatable {
        /// What the size of a step is counted in.
        public enum Unit: String, Sendable, CaseIterable {
            case prompts, rollouts
        }

        /// Which of the two numbers decides how large a step is.
        public var unit = Unit.prompts
        /// Prompts per step, where `unit` is `prompts`.
        public var prompts = 512
        /// Completions per step, where `unit` is `rollouts`; a multiple of the group size.
        public var rollouts = 512
        /// Completions per prompt, whose rewards are compared with each other.
        public var groupSize = 8
        /// Rounds of further prompts in place of groups whose rewards are all equal (dynamic sampling); 0: none.
        public var resamplingRounds = 0

        /// Prompts per step, whatever it is counted in.
        public var promptsPerStep: Int { unit == .prompts ? prompts : rollouts / max(groupSize, 1) }
    }

    /// `[generation]`
    public struct Generation: Sendable, Equatable {
        /// Divides the logits.
        public var temperature = 1.0
        /// Draws from this many most probable tokens; 0: all.
        public var topK = 0
        /// Draws from the most probable tokens that make up this probability.
        public var topP = 1.0
        /// The longest completion in tokens; a longer one is cut there.
        public var maxNewTokens = 4096
        /// Whether the chat template leaves room for a thinking section.
        public var thinking = false
        /// Completions sampled at the same time.
        public var maxRows = 256
        /// Key-value cache in GiB.
        public var cacheGigabytes = 4.0
    }

    /// `[sft]`
    public struct Supervised: Sendable, Equatable {
        /// Examples per optimiser step.
        public var examplesPerStep = 64
        /// Longer examples are left out.
        public var maxTokens = 1024
        /// Where the warmed-up model goes; empty: `model` in the run's folder.
        public var output = ""
        /// The type of the weights that are written there.
        public var outputType = ComputeType.float32
    }

    /// `[run]`
    public var run = Run()
    /// `[model]`
    public var model = Model()
    /// `[[source]]`
    public var sources: [Source] = []
    /// `[batch]`
    public var batch = Batch()
    /// `[curriculum]`
    public var curriculum = TwoDimensionalCurriculum.Configuration()
    /// `[curriculum.intervals]`
    public var intervals = IntervalLadder.Configuration()
    /// `[curriculum.online]`
    public var online = OnlineDifficulty.Configuration()
    /// `[generation]`
    public var generation = Generation()
    /// `[learning]`
    public var learning = Learner.Configuration()
    /// `learning.normalize_advantages`: divides advantages by the group's standard deviation.
    public var normalizeAdvantages = true
    /// `[evaluation]`
    public var evaluation = PeriodicEvaluation.Configuration()
    /// `[judge]`: a model that judges the replies to constraint sources beside the checks.
    public var judge = Judge.Configuration()
    /// `[sft]`
    public var supervised = Supervised()

    /// How rewards become advantages.
    public var advantages: AdvantageEstimator { AdvantageEstimator(scale: normalizeAdvantages ? .group : .none) }

    public init() {}
}
