internal import Synchronization

/// A kind of language data that some constraints need.
public enum TextNeed: String, Sendable, CaseIterable, Codable {
    case punkt, postag, langdetect, syllables, stopwords

    /// What is done without the data.
    public var fallback: String {
        switch self {
        case .punkt: "sentences are split without learned abbreviations"
        case .postag: "a short list of verbs stands for the tagger"
        case .langdetect: "languages are told by script and frequent words"
        case .syllables: "syllables are counted by vowel groups only"
        case .stopwords: "a built-in list of English function words is used"
        }
    }
}

/// The language data that checks read. A value that the edge fills: this target opens no files.
///
/// Each part is made at its first use and then shared.
public final class TextResources: Sendable {
    /// What is absent, so that a fallback stands in for it.
    public let missing: Set<TextNeed>

    private let punktData: Deferred<PunktModel>
    private let taggerData: Deferred<PartOfSpeechTagger?>
    private let detectorData: Deferred<LanguageDetector?>
    private let syllableData: Deferred<SyllableCounter>
    private let stopWordData: Deferred<WordTable>

    /// - Parameters: one maker per kind of data; nil where it is absent.
    public init(
        punkt: (@Sendable () -> PunktModel)? = nil,
        tagger: (@Sendable () -> PartOfSpeechTagger?)? = nil,
        detector: (@Sendable () -> LanguageDetector?)? = nil,
        syllables: (@Sendable () -> SyllableCounter)? = nil,
        stopWords: (@Sendable () -> [String])? = nil
    ) {
        punktData = Deferred(punkt ?? { PunktModel() })
        taggerData = Deferred(tagger ?? { nil })
        detectorData = Deferred(detector ?? { nil })
        syllableData = Deferred(syllables ?? { SyllableCounter() })
        stopWordData = Deferred { WordTable(words: (stopWords?() ?? FunctionWords.english).map { Scalars($0) }) }
        var missing: Set<TextNeed> = []
        if punkt == nil { missing.insert(.punkt) }
        if tagger == nil { missing.insert(.postag) }
        if detector == nil { missing.insert(.langdetect) }
        if syllables == nil { missing.insert(.syllables) }
        if stopWords == nil { missing.insert(.stopwords) }
        self.missing = missing
    }

    /// Nothing but fallbacks.
    public static let none = TextResources()

    var punkt: PunktModel { punktData.value }
    var tagger: PartOfSpeechTagger? { taggerData.value }
    var detector: LanguageDetector? { detectorData.value }
    var syllables: SyllableCounter { syllableData.value }
    var stopWords: WordTable { stopWordData.value }
}

/// A value that is made at its first use, once, whoever asks.
final class Deferred<Value: Sendable>: Sendable {
    private let state: Mutex<Value?> = Mutex(nil)
    private let make: @Sendable () -> Value

    init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    var value: Value {
        state.withLock { stored in
            if let stored { return stored }
            let made = make()
            stored = made
            return made
        }
    }
}
