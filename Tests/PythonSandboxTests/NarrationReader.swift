import Foundation

/// Rebuilds a Python function from its narration, for the core of what narrations can say. It knows the English, not the code that wrote it.
///
/// A sentence that it does not know is an error.
struct NarrationReader {
    struct Failure: Error {
        var sentence: String
    }

    private var sentences: [(label: String, text: String)] = []
    private var trackers: [String] = []
    private var parameters: [String] = []
    private var lines: [String] = []
    /// The numbers of the loops around the present step.
    var loops: [String] = []
    var helper: String?

    /// The source of a function `f`.
    static func source(of description: String) throws -> String {
        var reader = NarrationReader()
        try reader.split(description)
        reader.lines = ["def f(\(reader.parameters.joined(separator: ", "))):"]
        for sentence in reader.sentences where !sentence.label.contains(".") { try reader.tell(sentence, indent: 1) }
        return reader.lines.joined(separator: "\n")
    }

    // MARK: Parts

    private mutating func split(_ description: String) throws {
        let parts = description.components(separatedBy: "\n\n")
        guard parts.count == 3 else { throw Failure(sentence: description) }
        try readParameters(parts[0])
        for line in parts[1].split(separator: "\n").dropFirst() {
            let line = line.drop { $0 == " " || $0 == "(" }
            let label = String(line.replacing("Step ", with: "", maxReplacements: 1).prefix { $0.isNumber || $0 == "." })
            let text = line.drop { $0 != " " }.drop { $0 == " " }
            let body = line.hasPrefix("Step ") ? text.drop { $0 != " " }.dropFirst() : text
            sentences.append((label.hasSuffix(".") ? String(label.dropLast()) : label, String(body)))
        }
        let outputs = NarrationParser(parts[2])
        if let place = outputs.find("the count") { trackers = outputs.names(from: place + 2) }
        if let place = outputs.find("the counts") { trackers = outputs.names(from: place + 2) }
    }

    private mutating func readParameters(_ text: String) throws {
        let parser = NarrationParser(text)
        if parser.find("given nothing") != nil { return }
        guard let start = parser.tokens.dropFirst(2).firstIndex(of: .mark(":")) else { throw Failure(sentence: text) }
        let stop = parser.tokens.firstIndex(of: .mark(".")) ?? parser.tokens.count
        // A name stands after the colon, a comma or `, and`, and a comma or the full stop follows it.
        for place in (start + 1)..<stop where place + 1 == stop || parser.tokens[place + 1] == .mark(",") {
            let before = parser.tokens[place - 1]
            let isFirst = before == .mark(":") || before == .mark(",") || (before == .word("and") && parser.tokens[place - 2] == .mark(","))
            guard isFirst else { continue }
            if case .name(let name) = parser.tokens[place] { add(name) }
        }
        for sentence in text.components(separatedBy: ". ") where sentence.hasPrefix("If ") {
            var parser = NarrationParser(sentence)
            let found = try parser.required("If {n} is left out , it is {v}")
            parameters = parameters.map { $0 == found[0] ? "\($0)=\(found[1])" : $0 }
        }
    }

    private mutating func add(_ name: String) { parameters.append(name) }

    // MARK: Steps

    private mutating func emit(_ line: String, _ indent: Int) { lines.append(String(repeating: "    ", count: indent) + line) }

    private mutating func tell(_ sentence: (label: String, text: String), indent: Int) throws {
        var parser = NarrationParser(Self.withoutNotes(sentence.text))
        try parser.lowercaseFirst()
        do {
            try statement(&parser, label: sentence.label, indent: indent)
            guard parser.take(".") else { throw Failure(sentence: sentence.text) }
        } catch {
            throw Failure(sentence: "\(sentence.text) [\(parser.rest)]")
        }
    }

    /// Notes in brackets at the end explain; they say nothing that the steps do not.
    private static func withoutNotes(_ text: String) -> String {
        var text = text
        for note in [" (The range is fixed", " (If it grows", " (Keep to what", " (Afterwards,"] {
            if let start = text.range(of: note), let end = text.range(of: ".)", range: start.upperBound..<text.endIndex) {
                text.removeSubrange(start.lowerBound..<end.upperBound)
            }
        }
        return text
    }

    private mutating func statement(_ parser: inout NarrationParser, label: String, indent: Int) throws {
        if parser.take("if") || parser.at("check whether") && !parser.isLoop {
            try conditional(&parser, label: label, indent: indent)
        } else if let head = try parser.loopHead() {
            emit(head.line, indent)
            loops.append(label)
            try block(&parser, label: label, indent: indent + 1)
            loops.removeLast()
            if head.isChecked { try parser.expect(", and then check again") }
            if head.isEndless { try parser.expect(", and repeat this over and over until a step tells you to stop or to leave") }
            if parser.take("; once the loop has come to its end without being left early ,") {
                emit("else:", indent)
                try block(&parser, label: label, indent: indent + 1)
            }
        } else if let name = try parser.helperHead() {
            try define(name, &parser, label: label, indent: indent)
        } else if parser.isEndless {
            emit("while True:", indent)
            loops.append(label)
            try block(&parser, label: label, indent: indent + 1)
            loops.removeLast()
            try parser.expect(", and repeat this over and over until a step tells you to stop or to leave")
        } else {
            try simple(&parser, indent: indent)
        }
    }

    private mutating func conditional(_ parser: inout NarrationParser, label: String, indent: Int) throws {
        _ = parser.take("check whether")
        let test = try parser.condition()
        guard parser.take("; if that is so ,") || parser.take(",") else { throw Failure(sentence: parser.rest) }
        emit("if \(test):", indent)
        try block(&parser, label: label, indent: indent + 1)
        while parser.take("; otherwise , if") || parser.take("; or else , if") {
            emit("elif \(try parser.condition()):", indent)
            try parser.expect(",")
            try block(&parser, label: label, indent: indent + 1)
        }
        if parser.take("; otherwise ,") || parser.take("; if not ,") {
            emit("else:", indent)
            try block(&parser, label: label, indent: indent + 1)
        }
    }

    /// `do steps 4.1 to 4.3`, or one or two statements in the same sentence.
    private mutating func block(_ parser: inout NarrationParser, label: String, indent: Int) throws {
        if parser.take("do steps") || parser.take("do step") {
            let first = try parser.stepNumber()
            let last = parser.take("to") ? try parser.stepNumber() : first
            for sentence in between(first, last) { try tell(sentence, indent: indent) }
        } else if parser.take("first") {
            try simple(&parser, indent: indent)
            try parser.expect(", and then")
            try simple(&parser, indent: indent)
        } else {
            try simple(&parser, indent: indent)
        }
    }

    private func between(_ first: String, _ last: String) -> [(label: String, text: String)] {
        let depth = first.split(separator: ".").count
        guard let start = sentences.firstIndex(where: { $0.label == first }), let end = sentences.firstIndex(where: { $0.label == last })
        else {
            return []
        }
        return sentences[start...end].filter { $0.label.split(separator: ".").count == depth }
    }

    private mutating func define(_ name: String, _ parser: inout NarrationParser, label: String, indent: Int) throws {
        let taken = try parser.helperParameters()
        emit("def \(name)(\(taken.joined(separator: ", "))):", indent)
        let outside = try parser.helperBody(name, taken)
        if !outside.isEmpty { emit("nonlocal \(outside.joined(separator: ", "))", indent + 1) }
        let before = (helper, loops)
        (helper, loops) = (name, [])
        for sentence in between(parser.span.first, parser.span.last) { try tell(sentence, indent: indent + 1) }
        (helper, loops) = before
        parser.finish()
    }

    private mutating func simple(_ parser: inout NarrationParser, indent: Int) throws {
        if let result = try parser.result() {
            let counts = trackers.map { "'\($0)': \($0)" }.joined(separator: ", ")
            emit(trackers.isEmpty ? "return \(result)" : "return \(result), {\(counts)}", indent)
        } else if let (name, value) = try parser.handedBack() {
            guard name == helper else { throw Failure(sentence: "\(name) is not \(helper ?? "nothing")") }
            emit("return \(value)", indent)
        } else if let (loop, word) = try parser.jump() {
            guard loop == loops.last else { throw Failure(sentence: "\(loop) is not the loop \(loops)") }
            emit(word, indent)
        } else {
            for line in try parser.plain() { emit(line, indent) }
        }
    }
}
