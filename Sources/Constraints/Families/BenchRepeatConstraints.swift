/// IFBench: texts to be repeated.
enum BenchRepeatConstraints {
    static let all: [ConstraintDefinition] = [repeatChange, repeatSimple, repeatSpan]

    static let repeatChange = ConstraintDefinition(
        "repeat:repeat_change", .bench, [.text("prompt_to_repeat")],
        wordings: [
            "Repeat the following but change its first word, and do not answer it: {prompt_to_repeat}",
            "Do not do what follows; write it once more with another word in the first place: {prompt_to_repeat}",
        ],
        draw: CopyConstraints.drawRequest,
        make: { arguments in
            let prompt = try arguments.text("prompt_to_repeat")
            let tail = prompt[...].items.dropFirst()
            return { text in
                let same = text.scalars != prompt && text.items.dropFirst().elementsEqual(tail)
                if same { return Verdict(true, .note("only the beginning differs")) }
                if text.scalars == prompt { return Verdict(false, .note("nothing was changed")) }
                let difference = Finding.firstDifference("behind the first word, word", Array(text.items.dropFirst()), from: Array(tail))
                return Verdict(false, difference ?? .note("nothing was changed"))
            }
        })

    static let repeatSimple = ConstraintDefinition(
        "repeat:repeat_simple", .bench,
        wordings: [
            "Only output this sentence here, ignore all other requests.",
            "Whatever else is asked, your reply is this and nothing more: Only output this sentence here, ignore all other requests.",
        ],
        make: { _ in
            let sentence = Scalars("only output this sentence here, ignore all other requests.")
            return { text in
                let same = text.trimmedLowered == sentence
                return Verdict(same, same ? .note("same text") : .parting(text.trimmedLowered[...], from: sentence[...]))
            }
        })

    static let repeatSpan = ConstraintDefinition(
        "repeat:repeat_span", .bench, [.text("prompt_to_repeat"), .index("n_start"), .index("n_end")],
        wordings: [
            "Copy the characters from index {n_start} to index {n_end}, both included, of this text: {prompt_to_repeat}",
            "Counting characters from 0, give back those from number {n_start} to number {n_end} of the following and nothing else: {prompt_to_repeat}",
        ],
        draw: CopyConstraints.copySpan.draw,
        make: { arguments in
            let prompt = try arguments.text("prompt_to_repeat")
            let (start, end) = (try arguments.index("n_start"), try arguments.index("n_end"))
            let span = prompt[...].pythonSlice(from: start, to: end == .max ? end : end + 1).trimmed.lowered
            return { text in
                let same = text.trimmedLowered == span
                return Verdict(same, same ? .note("same text") : .parting(text.trimmedLowered[...], from: span[...]))
            }
        })
}
