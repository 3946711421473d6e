/// Two answers, or the request repeated before the answer.
enum CombinationConstraints {
    static let all: [ConstraintDefinition] = [twoResponses, repeatPrompt]

    static let twoResponses = ConstraintDefinition(
        "combination:two_responses", .classic,
        wordings: [
            "Give two different replies with six asterisks (******) between them.",
            "Answer twice, differently; put ****** between the answers.",
            "I want two replies that are not the same. Separate them by six asterisks (******) and by nothing else.",
        ],
        make: { _ in
            { text in
                let pieces = text.all.cut(at: Scalars(repeating: 0x2a, count: 6))
                var replies: [Piece] = []
                for (index, piece) in pieces.enumerated() {
                    if !piece.isBlank {
                        replies.append(piece.trimmed)
                    } else if index != 0, index != pieces.count - 1 {
                        return Verdict(false, .place(index + 1, "blank reply"))
                    }
                }
                guard replies.count == 2 else { return Verdict(false, .count(replies.count, "replies")) }
                let same = replies[0] == replies[1]
                return Verdict(!same, .note(same ? "2 replies with the same text" : "2 replies that differ"))
            }
        })

    static let repeatPrompt = ConstraintDefinition(
        "combination:repeat_prompt", .classic, [.text("prompt_to_repeat")],
        wordings: [
            "First repeat this request word for word, then answer it: {prompt_to_repeat}",
            "Begin your reply with the following, unchanged, before you answer: {prompt_to_repeat}",
            "Before the answer itself, say again what was asked without changing a word of it: {prompt_to_repeat}",
        ],
        draw: { [("prompt_to_repeat", .string($0.request.isEmpty ? "Tell me about the sea." : $0.request))] },
        make: { arguments in
            let prompt = try arguments.trimmedText("prompt_to_repeat")[...].lowered
            guard try !arguments.text("prompt_to_repeat").isEmpty else {
                throw ConstraintError.check("\(arguments.id): the prompt is empty")
            }
            return { text in
                let found = text.trimmedLowered[...].hasPrefix(prompt)
                let begin = text.trimmedLowered.prefix(prompt.count)
                return Verdict(found, found ? .note("request repeated") : .parting(begin, from: prompt[...]))
            }
        })
}
