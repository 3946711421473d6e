/// The language of the whole reply.
enum LanguageConstraints {
    static let all: [ConstraintDefinition] = [responseLanguage]

    static let names: [String: String] = [
        "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian",
        "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "it": "Italian", "ja": "Japanese",
        "kn": "Kannada", "ko": "Korean", "ml": "Malayalam", "mr": "Marathi", "ne": "Nepali", "pa": "Punjabi", "pl": "Polish",
        "pt": "Portuguese", "ru": "Russian", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai", "uk": "Ukrainian",
        "ur": "Urdu", "vi": "Vietnamese",
    ]

    static let responseLanguage = ConstraintDefinition(
        "language:response_language", .classic, [.language("language")], needs: [.langdetect],
        wordings: [
            "Write the whole reply in the language with the code {language}.", "Use no other language than {language} (ISO 639-1).",
            "Your entire reply has to be in the language that ISO 639-1 calls {language}; no other is allowed.",
        ],
        draw: { [("language", .string($0.element(names.keys.sorted())))] },
        make: { arguments in
            let code = String(scalars: try arguments.text("language"))
            guard names[code] != nil else {
                throw ConstraintError.invalidArgument(
                    id: arguments.id, argument: "language", found: "'\(code)'",
                    expected: "one of \(names.keys.sorted().joined(separator: " "))")
            }
            return { text in
                let found = detect(text)
                return Verdict(
                    found == nil || found == code, found.map { .note("language \($0) detected") } ?? .note("no language detected"))
            }
        })

    /// The language's code, or nil where the text has nothing to tell it by.
    static func detect(_ text: Text) -> String? {
        if let detector = text.resources.detector { return detector.language(of: text.all) }
        return ScriptGuesser.language(of: text.all)
    }
}
