/// Small word lists that stand in for language data that are absent.
enum FunctionWords {
    static let english: [String] = words(
        """
        i me my myself we our ours ourselves you your yours yourself he him his himself she her hers herself it its itself they them
        their theirs themselves what which who whom this that these those am is are was were be been being have has had having do does
        did doing a an the and but if or because as until while of at by for with about against between into through during before
        after above below to from up down in out on off over under again further then once here there when where why how all any both
        each few more most other some such no nor not only own same so than too very s t can will just don should now
        """)

    static let verbs: Set<String> = Set(
        words(
            """
            be is are was were do does did have has had go make take give get see find think use try ask let keep write read run walk
            start begin stop stay choose consider remember forget follow bring build check compare draw eat explore help hold imagine
            learn listen look move open play put say set show speak tell turn visit wait work
            """))

    /// Frequent words of languages in Latin letters.
    static let latin: [(code: String, words: Set<String>)] = [
        ("en", "the and of to is that it was for with"), ("de", "der die und das ist nicht ein zu mit auf"),
        ("fr", "le la les et est une des que dans pour"), ("es", "el los que de y en una por con las"),
        ("it", "il che di e non un per della sono gli"), ("pt", "o que de e não um uma para os com"),
        ("pl", "i w na nie się to jest z do że"), ("fi", "ja on ei se että oli hän mutta ovat kun"),
        ("sw", "na ya wa kwa ni katika za la kuwa hii"), ("vi", "và là của không có được một cho người các"),
    ].map { ($0.0, Set(words($0.1))) }

    private static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}

/// Tells languages apart by script and frequent words: what is left where the detector's profiles are absent.
enum ScriptGuesser {
    private static let scripts: [(code: String, ranges: [ClosedRange<UInt32>])] = [
        ("ja", [0x3040...0x30ff]), ("ko", [0xac00...0xd7af]), ("zh-cn", [0x4e00...0x9fff]), ("ar", [0x600...0x6ff]),
        ("he", [0x590...0x5ff]), ("hi", [0x900...0x97f]), ("bn", [0x980...0x9ff]), ("pa", [0xa00...0xa7f]), ("gu", [0xa80...0xaff]),
        ("ta", [0xb80...0xbff]), ("te", [0xc00...0xc7f]), ("kn", [0xc80...0xcff]), ("ml", [0xd00...0xd7f]), ("th", [0xe00...0xe7f]),
        ("ru", [0x400...0x4ff]), ("el", [0x370...0x3ff]),
    ]

    static func language(of text: Piece) -> String? {
        let letters = text.filter { $0.isLetter }
        guard !letters.isEmpty else { return nil }
        let counts = scripts.map { script in letters.count { code in script.ranges.contains { $0.contains(code) } } }
        if counts[0] > 0, counts[0] * 5 > letters.count { return "ja" }
        if let best = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[best] * 2 > letters.count { return scripts[best].code }
        let words = text.lowered[...].runs { $0.isWordCharacter }.map { String(scalars: $0) }
        let votes = FunctionWords.latin.map { language in words.count { language.words.contains($0) } }
        guard let best = votes.indices.max(by: { votes[$0] < votes[$1] || votes[$0] == votes[$1] && $0 > $1 }) else { return nil }
        return FunctionWords.latin[best].code
    }
}
