/// The 27 tasks of BIG-bench hard, with the descriptions and extraction rules of the harness's `bbh_zeroshot` protocol.
public enum BBHTask: String, Sendable, CaseIterable {
    case booleanExpressions = "boolean_expressions"
    case causalJudgement = "causal_judgement"
    case dateUnderstanding = "date_understanding"
    case disambiguationQA = "disambiguation_qa"
    case dyckLanguages = "dyck_languages"
    case formalFallacies = "formal_fallacies"
    case geometricShapes = "geometric_shapes"
    case hyperbaton
    case logicalDeductionFive = "logical_deduction_five_objects"
    case logicalDeductionSeven = "logical_deduction_seven_objects"
    case logicalDeductionThree = "logical_deduction_three_objects"
    case movieRecommendation = "movie_recommendation"
    case multistepArithmetic = "multistep_arithmetic_two"
    case navigate
    case objectCounting = "object_counting"
    case penguins = "penguins_in_a_table"
    case colouredObjects = "reasoning_about_colored_objects"
    case ruinNames = "ruin_names"
    case translationErrors = "salient_translation_error_detection"
    case snarks
    case sports = "sports_understanding"
    case temporalSequences = "temporal_sequences"
    case shuffledObjectsFive = "tracking_shuffled_objects_five_objects"
    case shuffledObjectsSeven = "tracking_shuffled_objects_seven_objects"
    case shuffledObjectsThree = "tracking_shuffled_objects_three_objects"
    case webOfLies = "web_of_lies"
    case wordSorting = "word_sorting"

    /// The system message.
    public var description: String {
        switch self {
        case .booleanExpressions: return "Evaluate the result of a random Boolean expression."
        case .causalJudgement: return "Answer questions about causal attribution."
        case .dateUnderstanding: return "Infer the date from context."
        case .disambiguationQA: return "Clarify the meaning of sentences with ambiguous pronouns."
        case .dyckLanguages: return "Correctly close a Dyck-n word."
        case .formalFallacies: return "Distinguish deductively valid arguments from formal fallacies."
        case .geometricShapes: return "Name geometric shapes from their SVG paths."
        case .hyperbaton: return "Order adjectives correctly in English sentences."
        case .logicalDeductionFive, .logicalDeductionSeven, .logicalDeductionThree:
            return "A logical deduction task which requires deducing the order of a sequence of objects."
        case .movieRecommendation: return "Recommend movies similar to the given list of movies."
        case .multistepArithmetic: return "Solve multi-step arithmetic problems."
        case .navigate:
            return "Given a series of navigation instructions, determine whether one would end up back at the starting point."
        case .objectCounting: return "Questions that involve enumerating objects and asking the model to count them."
        case .penguins: return "Answer questions about a table of penguins and their attributes."
        case .colouredObjects: return "Answer extremely simple questions about the colors of objects on a surface."
        case .ruinNames: return "Select the humorous edit that 'ruins' the input movie or musical artist name."
        case .translationErrors: return "Detect the type of error in an English translation of a German source sentence."
        case .snarks:
            return "Determine which of two sentences is sarcastic.\n\nAccording to Cambridge University Dictionary, sarcasm is \"the use "
                + "of remarks that clearly mean the opposite of what they say, made in order to hurt someone's feelings or to criticize "
                + "something in a humorous way.\" Sarcastic sentences often contain satirical or ironic utterances, hyperboles, "
                + "ambivalent or witty remarks."
        case .sports:
            return "Determine whether an artificially constructed sentence relating to sports is plausible or not."
        case .temporalSequences:
            return "Task description: Answer questions about which times certain events could have occurred."
        case .shuffledObjectsFive, .shuffledObjectsSeven, .shuffledObjectsThree:
            return "A task requiring determining the final positions of a set of objects given their initial positions and a "
                + "description of a sequence of swaps."
        case .webOfLies: return "Evaluate a random boolean function expressed as a word problem."
        case .wordSorting: return "Sort a list of words."
        }
    }

    /// How an answer is read out of a reply to a question with this input.
    func extraction(input: String, _ place: MatchPlace) throws -> any AnswerExtraction {
        switch self {
        case .booleanExpressions: return PatternMatch(try Pattern("\\b(True|False)\\b"), place)
        case .causalJudgement, .navigate: return PatternMatch(try Pattern("\\b(Yes|No|yes|no)\\b"), place)
        case .formalFallacies: return PatternMatch(try Pattern("\\b(valid|invalid)\\b"), place)
        case .dyckLanguages:
            return PatternMatch(try Pattern("(?<= )([\" \\[\\(<{}>\\)\\]]+)|([\" \\[\\(<{}>\\)\\]]+)"), place)
        case .multistepArithmetic, .objectCounting: return StatedNumber(digits: try Pattern("([-0-9]+)"), place: place)
        case .sports: return try YesOrNo(no: "\\b(no|not plausible)\\b", yes: "\\b(yes|plausible)\\b", place)
        case .webOfLies:
            return try YesOrNo(
                no: "\\b(no|does not tell the truth|is not telling the truth)\\b",
                yes: "\\b(yes|tells the truth|is telling the truth)\\b", place)
        case .wordSorting: return try SortedWords(input: input)
        default: return try ChosenOption(input: input, place)
        }
    }
}
