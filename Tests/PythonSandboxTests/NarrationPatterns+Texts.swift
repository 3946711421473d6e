/// What the reader knows of orders and of texts.
extension NarrationPatterns {
    /// What may follow a collection and put it in order. What names its items by itself has a comma before it.
    static let orders: [(String, String)] = orders(after: "") + orders(after: ", ") + [("from the last to the first", "list(reversed($S))")]

    private static func orders(after comma: String) -> [(String, String)] {
        [
            ("\(comma)in increasing order", "sorted($S)"), ("\(comma)in decreasing order", "sorted($S, reverse=True)"),
            ("\(comma)in alphabetical order", "sorted($S)"), ("\(comma)in reverse alphabetical order", "sorted($S, reverse=True)"),
            (
                "\(comma)sorted from smallest to largest by {u} ( with {n} standing for the {n} ) , where {n} that tie keep their order",
                "sorted($S, key=lambda $1: $0)"
            ),
            (
                "\(comma)sorted from largest to smallest by {u} ( with {n} standing for the {n} ) , where {n} that tie keep their order",
                "sorted($S, key=lambda $1: $0, reverse=True)"
            ),
            ("\(comma)sorted from smallest to largest", "sorted($S)"),
            ("\(comma)sorted from largest to smallest", "sorted($S, reverse=True)"),
        ]
    }

    /// Statements that put a list in order.
    static let sorting: [(String, String)] = [("increasing", ""), ("decreasing", "reverse=True")].flatMap { word, rest in
        let way = word == "increasing" ? "from smallest to largest" : "from largest to smallest"
        let start = "sort {u} itself , so that it is"
        return [
            ("\(start) in \(word) order", "$0.sort(\(rest))"),
            (
                "\(start) sorted \(way) by {u} ( with {n} standing for the {n} ) , where {n} that tie keep their order",
                "$0.sort(key=lambda $2: $1, \(rest))"
            ),
            ("\(start) sorted \(way)", "$0.sort(\(rest))"),
        ]
    }

    /// How a value is written.
    static let writing: [(String, String)] = [
        ("rounded to {u} digits after the point", "round($S, $0)"), ("rounded to {u} digit after the point", "round($S, $0)"),
        ("rounded to the nearest whole number , a tie going to the even one", "round($S)"),
        ("written with exactly {u} digits after the point", "format($S, '.$0f')"),
        ("written with exactly {u} digit after the point", "format($S, '.$0f')"),
        ("with spaces put behind it until it has {u} characters", "$S.ljust($0)"),
        ("with spaces put before it until it has {u} characters", "$S.rjust($0)"),
        ("with copies of {u} put behind it until it has {u} characters", "$S.ljust($1, $0)"),
        ("with copies of {u} put before it until it has {u} characters", "$S.rjust($1, $0)"),
        (
            "with spaces put around it , as many before as behind it or one more behind it , until it has {u} characters",
            "format($S, '^$0')"
        ),
        (
            "with copies of {u} put around it , as many before as behind it or one more behind it , until it has {u} characters",
            "format($S, $0 + '^$1')"
        ),
        ("written out", "str($S)"),
    ]

    /// Texts cut into pieces, and counted things.
    static let cut: [(String, String)] = [
        ("the position where {u} first begins in {u} , or -1 if it does not occur", "$1.find($0)"),
        (
            "the list of the lines of {u} , as line breaks separate them ( one at its very end begins no further line )",
            "$0.splitlines()"
        ),
        ("the list of the pieces of {u} when it is cut at the first occurrence of {u} alone", "$0.split($1, 1)"),
        ("the list of the pieces of {u} when it is cut at the first {u} occurrences of {u} alone", "$0.split($2, $1)"),
        (
            "the triple of what comes in {u} before the first occurrence of {u} , that occurrence and what comes after it , or of all of it and two empty texts if there is none",
            "$0.partition($1)"
        ),
        (
            "the triple of what comes in {u} before the last occurrence of {u} , that occurrence and what comes after it , or of two empty texts and all of it if there is none",
            "$0.rpartition($1)"
        ),
        (
            "the list of the first {u} of the pairs of key and value of {u} , or of all if there are fewer , put from the largest value to the smallest , where keys of the same value keep the order in which they were added",
            "$1.most_common($0)"
        ),
        ("the values {u} {f}", "($0 $1)"),
        (
            "a dictionary that gives for every distinct item of {u} how often it occurs , and 0 for anything else",
            "__import__('collections').Counter($0)"
        ),
    ]
}
