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
/// Each part is made at its first use and then shared. A part that cannot be made is missing, as one that is not there.
public final class TextResources: Sendable {
    private let punktData: Deferred<Part<PunktModel>>
    private let taggerData: Deferred<Part<PartOfSpeechTagger?>>
    private let detectorData: Deferred<Part<LanguageDetector?>>
    private let syllableData: Deferred<Part<SyllableCounter>>
    private let stopWordData: Deferred<Part<WordTable>>

    /// One kind of data, or what stands in for it.
    private struct Part<Value: Sendable>: Sendable {
        var value: Value
        /// Why `value` is a fallback; nil where it is not.
        var absence: String?
    }

    /// - Parameters: one maker per kind of data; nil where it is absent. A maker throws where the data are of no use.
    public init(
        punkt: (@Sendable () throws -> PunktModel)? = nil,
        tagger: (@Sendable () throws -> PartOfSpeechTagger)? = nil,
        detector: (@Sendable () throws -> LanguageDetector)? = nil,
        syllables: (@Sendable () throws -> SyllableCounter)? = nil,
        stopWords: (@Sendable () throws -> [String])? = nil
    ) {
        punktData = Self.part(punkt, otherwise: { PunktModel() })
        taggerData = Self.part(tagger.map { make in { @Sendable in try make() } }, otherwise: { nil })
        detectorData = Self.part(detector.map { make in { @Sendable in try make() } }, otherwise: { nil })
        syllableData = Self.part(syllables, otherwise: { SyllableCounter() })
        let table = stopWords.map { make in { @Sendable in WordTable(words: try make().map { Scalars($0) }) } }
        stopWordData = Self.part(table, otherwise: { WordTable(words: FunctionWords.english.map { Scalars($0) }) })
    }

    private static func part<Value: Sendable>(
        _ make: (@Sendable () throws -> Value)?, otherwise: @escaping @Sendable () -> Value
    ) -> Deferred<Part<Value>> {
        Deferred {
            guard let make else { return Part(value: otherwise(), absence: "not found") }
            do { return Part(value: try make()) } catch { return Part(value: otherwise(), absence: "\(error)") }
        }
    }

    /// Nothing but fallbacks.
    public static let none = TextResources()

    /// Why a kind of data is missing, so that a fallback stands in for it: it was not found, or a file of it is of no use. Nil where it
    /// is there. Reads the data where nobody has yet.
    public func absence(of need: TextNeed) -> String? {
        switch need {
        case .punkt: punktData.value.absence
        case .postag: taggerData.value.absence
        case .langdetect: detectorData.value.absence
        case .syllables: syllableData.value.absence
        case .stopwords: stopWordData.value.absence
        }
    }

    /// Whether a fallback stands in for a kind of data.
    public func isMissing(_ need: TextNeed) -> Bool { absence(of: need) != nil }

    /// Every kind of data that a fallback stands in for. Reads all that are there.
    public var missing: Set<TextNeed> { Set(TextNeed.allCases.filter(isMissing)) }

    var punkt: PunktModel { punktData.value.value }
    var tagger: PartOfSpeechTagger? { taggerData.value.value }
    var detector: LanguageDetector? { detectorData.value.value }
    var syllables: SyllableCounter { syllableData.value.value }
    var stopWords: WordTable { stopWordData.value.value }
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
