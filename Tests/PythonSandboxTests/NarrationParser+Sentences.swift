extension NarrationParser {
    // MARK: Plain sentences

    mutating func result() throws -> String? {
        for words in [
            "finally , the result is", "you are done now , and the result is", "to finish , take as the result",
            "stop everything here ; the result is", "you are done at this point , and the result is", "stop everything ; the result is",
        ] where take(words) { return try value() }
        return nil
    }

    mutating func handedBack() throws -> (String, String)? {
        for pattern in ["end this run of {n} and give back {v}", "that is all for this run of {n} ; it gives back {v}"] {
            if let found = try match(pattern) { return (found[0], found[1]) }
        }
        for pattern in [
            "work out {u} , and then end this run of {n} and give that back",
            "work out {u} , and then give that back , which ends this run of {n}",
        ] { if let found = try match(pattern) { return (found[1], found[0]) } }
        return nil
    }

    mutating func jump() throws -> (String, String)? {
        for words in ["leave the loop of step", "stop the loop of step"] where take(words) {
            let number = try stepNumber()
            guard take("at once") || take("right there") else { throw NarrationReader.Failure(sentence: rest) }
            return (number, "break")
        }
        if take("skip the rest of this round of step") {
            let number = try stepNumber()
            try expect("and go on with its next round")
            return (number, "continue")
        }
        if take("go straight on to the next round of step") { return (try stepNumber(), "continue") }
        return nil
    }

    mutating func plain() throws -> [String] {
        if let line = try first(of: NarrationPatterns.statements) { return line.split(separator: "\n").map(String.init) }
        throw NarrationReader.Failure(sentence: rest)
    }
}
