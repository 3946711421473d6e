/// Things that must be in the reply: placeholders and a postscript.
enum ContentConstraints {
    static let all: [ConstraintDefinition] = [placeholders, postscript]

    static let placeholders = ConstraintDefinition(
        "detectable_content:number_placeholders", .classic, [.count("num_placeholders")],
        wordings: [
            "Put at least {num_placeholders} placeholders in square brackets, such as [name], into your text.",
            "The reply must contain {num_placeholders} or more placeholders like [address].",
            "Leave {num_placeholders} gaps or more for the reader to fill in, each marked by square brackets such as [date].",
        ],
        draw: { [("num_placeholders", $0.count(1...25))] },
        make: { arguments in
            let least = try arguments.count("num_placeholders")
            return { text in
                var count = 0
                var open = false
                for code in text.scalars {
                    switch code {
                    case 0x5b: open = true
                    case 10: open = false
                    case 0x5d where open:
                        count += 1
                        open = false
                    default: break
                    }
                }
                return Verdict(Double(count) >= least, .count(count, "placeholders"))
            }
        })

    static let postscript = ConstraintDefinition(
        "detectable_content:postscript", .classic, [.text("postscript_marker")],
        wordings: [
            "Add a postscript at the end that begins with {postscript_marker}", "Finish with a postscript, marked {postscript_marker}",
            "Behind the end of your reply there should be one more remark, a postscript that starts with {postscript_marker}",
        ],
        draw: { [("postscript_marker", .string($0.element(["P.S.", "P.P.S", "PS:", "Postscript:"])))] },
        make: { arguments in
            let marker = try arguments.trimmedText("postscript_marker")
            let pattern = try Pattern(postscriptPattern(marker), multiline: true)
            return { text in
                let found = try pattern.isFound(in: text.lowered[...])
                return Verdict(found, .note(found ? "postscript found" : "no postscript found"))
            }
        })

    /// The usual markers allow a white space between the letters; any other marker is a pattern itself.
    private static func postscriptPattern(_ marker: Scalars) -> Scalars {
        switch String(scalars: marker) {
        case "P.P.S": return Scalars(#"p\.\s?p\.\s?s"#)
        case "P.S.": return Scalars(#"p\.\s?s\."#)
        default:
            let lower = marker[...].lowered
            // What the reference puts around the marker matters only to a marker with something special in it.
            return Pattern.hasSpecial(lower) ? Scalars(#"\s*"#) + lower + Scalars(".*$") : lower
        }
    }
}
