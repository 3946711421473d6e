/// The stages that cut text into words, in order.
struct PreTokenizer: Equatable, Sendable {
    enum Stage: Equatable, Sendable {
        case split(SplitRules)
        /// Digits apart from everything else: each alone, or in runs.
        case digits(individually: Bool)
        /// A space before every piece that does not start with one.
        case prefixSpace
    }

    var stages: [Stage]

    /// The only stage, if it is a split: the usual case, which needs no recursion.
    var singleSplit: SplitRules? {
        guard stages.count == 1, case .split(let rules)? = stages.first else { return nil }
        return rules
    }

    /// Calls `body` with every word of a text that is not empty.
    func words(_ text: UnsafeBufferPointer<UInt8>, stage: Int = 0, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard stage < stages.count else { return body(text) }
        switch stages[stage] {
        case .split(let rules):
            pieces(text, stage, body) { text, index, classes in rules.wordEnd(text, from: index, classes: classes) }
        case .digits(let individually):
            pieces(text, stage, body) { text, index, classes in
                Self.digitPieceEnd(text, from: index, classes: classes, individually: individually)
            }
        case .prefixSpace:
            guard text.first != 0x20 else { return words(text, stage: stage + 1, body) }
            ([0x20] + text).withUnsafeBufferPointer { words($0, stage: stage + 1, body) }
        }
    }

    private func pieces(
        _ text: UnsafeBufferPointer<UInt8>, _ stage: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void,
        end: (UnsafeBufferPointer<UInt8>, Int, UnsafePointer<UInt8>) -> Int
    ) {
        ScalarClass.withTable { classes in
            var start = 0
            while start < text.count {
                let stop = end(text, start, classes)
                words(UnsafeBufferPointer(rebasing: text[start..<stop]), stage: stage + 1, body)
                start = stop
            }
        }
    }

    private static func digitPieceEnd(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, classes: UnsafePointer<UInt8>, individually: Bool
    ) -> Int {
        let (scalar, length) = ValidUTF8.scalar(text, start)
        let kind = classes[scalar] & ScalarClass.digit
        var index = start &+ length
        if kind != 0, individually { return index }
        while index < text.count {
            let (scalar, length) = ValidUTF8.scalar(text, index)
            if classes[scalar] & ScalarClass.digit != kind { break }
            index &+= length
        }
        return index
    }
}
