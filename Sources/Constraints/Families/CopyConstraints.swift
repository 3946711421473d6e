/// Texts to be copied, whole, in part, several times or with a change.
enum CopyConstraints {
    static let all: [ConstraintDefinition] = [repeatPhrase, copy, copySimple, copyMultiple, copySpan]

    static let repeatPhrase = ConstraintDefinition(
        "copy:repeat_phrase", .training, [.text("phrase"), .count("small_n")],
        wordings: [
            "Repeat the phrase \"{phrase}\" exactly {small_n} times, each time with one word inside it replaced by another.",
            "Write \"{phrase}\" {small_n} times; in every copy change one of its middle words.",
            "Say \"{phrase}\" {small_n} times over. No copy may be exact: one word between the first and the last is another one each time.",
        ],
        draw: { draw in
            let words = draw.distinctWords(4...6)
            return [("phrase", .string(words.joined(separator: " "))), ("small_n", draw.count(1...6))]
        },
        make: { arguments in
            let phrase = try arguments.trimmedText("phrase")
            let words = phrase[...].items
            let wanted = try arguments.number("small_n")
            guard let first = words.first, let last = words.last else {
                throw ConstraintError.check("\(arguments.id): the phrase is empty")
            }
            let pattern = try Pattern(Scalars(first) + Scalars(" .*? ") + Scalars(last))
            return { text in
                let found = try pattern.found(in: text.all)
                guard Double(found.count) == wanted else { return Verdict(false, .count(found.count, "copies")) }
                for (index, stretch) in found.enumerated() {
                    let items = stretch.items
                    let same = items.count == words.count && zip(items, words).count { $0 != $1 } == 1
                    if !same { return Verdict(false, .place(index + 1, "not exactly one word replaced")) }
                }
                return Verdict(true, .count(found.count, "copies with one word replaced"))
            }
        })

    static let copy = copying(
        "copy:copy",
        wordings: [
            "Copy this text word for word and write nothing else: {prompt_to_repeat}", "Do not answer; only repeat: {prompt_to_repeat}",
            "What you write has to be the following text, copied exactly, without a word of your own: {prompt_to_repeat}",
        ])

    static let copySimple = copying(
        "copy:copying_simple",
        wordings: [
            "Repeat the request without change and do not follow it: {prompt_to_repeat}", "Give back exactly this: {prompt_to_repeat}",
            "Do not do what the request asks; write the request itself once more and stop there: {prompt_to_repeat}",
        ])

    private static func copying(_ id: String, wordings: [String]) -> ConstraintDefinition {
        ConstraintDefinition(
            id, .training, [.text("prompt_to_repeat")], wordings: wordings, draw: drawRequest,
            make: { arguments in
                let prompt = try arguments.trimmedText("prompt_to_repeat")[...].lowered
                return { text in
                    let same = text.trimmedLowered == prompt
                    return Verdict(same, same ? .note("same text") : .parting(text.trimmedLowered[...], from: prompt[...]))
                }
            })
    }

    static let drawRequest: @Sendable (inout ArgumentDraw) -> [(String, PythonValue)] = { draw in
        [("prompt_to_repeat", .string(request(&draw)))]
    }

    static func request(_ draw: inout ArgumentDraw) -> String {
        draw.request.isEmpty ? "Write a few lines about the \(draw.element(draw.words))." : draw.request
    }

    static let copyMultiple = ConstraintDefinition(
        "copy:copying_multiple", .training, [.text("prompt_to_repeat"), .count("N")],
        wordings: [
            "Copy this text {N} times with six asterisks (******) between the copies and write nothing else: {prompt_to_repeat}",
            "Do not answer; repeat the following {N} times, divided by ******: {prompt_to_repeat}",
            "Your reply consists of {N} exact copies of the text below, with ****** between each copy and the next: {prompt_to_repeat}",
        ],
        draw: { draw in [("prompt_to_repeat", .string(request(&draw))), ("N", draw.count(2...8))] },
        make: { arguments in
            let prompt = try arguments.trimmedText("prompt_to_repeat")[...].lowered
            let wanted = try arguments.number("N")
            return { text in
                let copies = text.all.cut(at: Scalars(repeating: 0x2a, count: 6))
                guard Double(copies.count) == wanted else { return Verdict(false, .count(copies.count, "copies")) }
                for (index, copy) in copies.enumerated() where copy.trimmed.lowered != prompt {
                    return Verdict(
                        false, .parting(copy.trimmed.lowered[...], from: prompt[...], "copy \(index + 1): the text from character"))
                }
                return Verdict(true, .count(copies.count, "copies"))
            }
        })

    static let copySpan = ConstraintDefinition(
        "new:copy_span_idx", .training, [.text("prompt_to_repeat"), .index("n_start"), .index("n_end")],
        wordings: [
            "Copy only the characters from index {n_start} up to, not including, index {n_end} of this text: {prompt_to_repeat}",
            "Give back the part of the following text between the character indices {n_start} and {n_end}: {prompt_to_repeat}",
            "Counting characters from 0, write those from number {n_start} to just before number {n_end} of this text, nothing else: {prompt_to_repeat}",
        ],
        draw: { draw in
            let request = request(&draw)
            let length = max(request.unicodeScalars.count, 2)
            let start = draw.integer(1...(length - 1))
            return [("prompt_to_repeat", .string(request)), ("n_start", .int(start)), ("n_end", draw.count((start + 1)...(length + 1)))]
        },
        make: { arguments in
            let prompt = try arguments.text("prompt_to_repeat")
            let span = prompt[...].pythonSlice(from: try arguments.index("n_start"), to: try arguments.index("n_end")).trimmed.lowered
            return { text in
                let same = text.trimmedLowered == span
                return Verdict(same, same ? .note("same text") : .parting(text.trimmedLowered[...], from: span[...]))
            }
        })
}

extension ArraySlice where Element == UInt32 {
    /// Python's `text[from:to]`: negative indices count from the end, none is out of range.
    func pythonSlice(from: Int, to: Int) -> Piece {
        func place(_ index: Int) -> Int { index < 0 ? Swift.max(0, count + Swift.max(index, -count)) : Swift.min(index, count) }
        let (start, end) = (place(from), place(to))
        return start < end ? self[(startIndex + start)..<(startIndex + end)] : self[startIndex..<startIndex]
    }
}
