internal import Foundation

/// IFBench: single tasks with one right shape each.
enum BenchCustomConstraints {
    static let all: [ConstraintDefinition] = [
        multiples, multipleChoice, reverseNewline, wordReverse, characterReverse, capitals, csvCity, csvSpecial, csvQuotes,
        dates, sentenceAlphabet,
    ]

    /// Compatibility decomposition without what is not ASCII.
    private static func ascii(_ text: Piece) -> Piece {
        if text.allSatisfy({ $0 < 128 }) { return text }
        // Characters newer than the reference's Unicode have no decomposition there.
        let known = text.filter { Unicode.Scalar($0)?.properties.age.map { $0.major <= 14 } ?? false }
        return Scalars(String(scalars: known).decomposedStringWithCompatibilityMapping).filter { $0 < 128 }[...]
    }

    static let multiples = ConstraintDefinition(
        "custom:multiples", .bench,
        wordings: [
            "Count from 10 to 50 but write only the multiples of 7.",
            "Write down the multiples of 7 between 10 and 50 in ascending order and no other number.",
        ],
        make: { _ in
            let wanted = stride(from: 14, through: 49, by: 7).map { Scalars("\($0)")[...] }
            return { text in
                let numbers = text.all.runs { $0.isDecimal }
                let difference = Finding.firstDifference("number", numbers, from: wanted)
                return Verdict(difference == nil, difference ?? .count(numbers.count, "numbers, the right ones"))
            }
        })

    static let multipleChoice = ConstraintDefinition(
        "custom:mcq_count_length", .bench,
        wordings: [
            "Write 4 multiple choice questions, headed \"Question 1\" and so on, each longer than the one before, with 5 options each.",
            "Make a quiz of 4 questions with 5 options each. Head them \"Question 1\" to \"Question 4\" and let every one be longer than the last.",
        ],
        make: { _ in
            return { text in
                guard text.all.hasPrefix(Scalars("Question")) else { return Verdict(false, .note("does not begin with a question")) }
                let questions = MultipleChoice.questions(of: text.all)
                guard questions.count == 4 else { return Verdict(false, .count(questions.count, "questions")) }
                var previous = -1
                for (index, question) in questions.enumerated() {
                    let (options, length) = MultipleChoice.shape(of: question)
                    guard options == 5 else { return Verdict(false, .place(index + 1, "question with \(options) options instead of 5")) }
                    guard length > previous else { return Verdict(false, .place(index + 1, "question no longer than the one before")) }
                    previous = length
                }
                return Verdict(true, .count(4, "questions, each longer than the one before"))
            }
        })

    static let reverseNewline = ConstraintDefinition(
        "custom:reverse_newline", .bench,
        wordings: [
            "List the countries of Africa in reverse alphabetical order, one a line.",
            "Name every country of Africa on a line of its own, from Zimbabwe backwards through the alphabet.",
        ],
        make: { _ in
            { text in
                let lines = text.lines.map(\.punctuationStripped).filter { !$0.isEmpty }
                guard let first = lines.firstIndex(where: { $0.contains(literal: Scalars("Zimbabwe")) }) else {
                    return Verdict(false, .note("Zimbabwe is missing"))
                }
                let names = lines[first...].map { ascii($0) }
                guard names.count >= 52 else { return Verdict(false, .count(names.count, "lines from the one with Zimbabwe on")) }
                for (index, (left, right)) in zip(names, names.dropFirst()).enumerated() where left.lexicographicallyPrecedes(right) {
                    return Verdict(false, .item(index + 2, "line out of order", right))
                }
                return Verdict(true, .count(names.count, "lines in reverse order"))
            }
        })

    static let wordReverse = ConstraintDefinition(
        "custom:word_reverse", .bench,
        wordings: [
            "What animal is the national symbol of the US? Answer in a sentence with its words in reverse order.",
            "In a sentence whose words stand in reverse order, say which animal is the national symbol of the US.",
        ],
        make: { _ in
            { text in
                let reversed = text.trimmedLowered[...].withoutPunctuation[...].items.reversed().joined(separator: [32])
                let found = Scalars(reversed)[...].contains(literal: Scalars("bald eagle"))
                return Verdict(found, .note(found ? "answer found" : "answer not found"))
            }
        })

    static let characterReverse = ConstraintDefinition(
        "custom:character_reverse", .bench,
        wordings: [
            "What animal is the national symbol of the US? Answer in a sentence with all its letters in reverse order.",
            "In a sentence that is spelled backwards letter by letter, say which animal is the national symbol of the US.",
        ],
        make: { _ in
            { text in
                let found = text.lowered[...].contains(literal: Scalars("elgae dlab"))
                return Verdict(found, .note(found ? "answer found" : "answer not found"))
            }
        })

    static let capitals = ConstraintDefinition(
        "custom:european_capitals_sort", .bench,
        wordings: [
            "List the capitals of Europe from north to south that lie at 45 degrees of latitude or more, divided by commas.",
            "Which capitals of Europe lie at 45 degrees of latitude or farther north? Give their names with commas between them, the northernmost first.",
        ],
        make: { _ in
            let wanted = [
                "Reykjavik", "Helsinki", "Oslo", "Tallinn", "Stockholm", "Riga", "Moscow", "Copenhagen", "Vilnius", "Minsk", "Dublin",
                "Berlin", "Amsterdam", "Warsaw", "London", "Brussels", "Prague", "Luxembourg", "Paris", "Vienna", "Bratislava", "Budapest",
                "Vaduz", "Chisinau", "Bern", "Ljubljana", "Zagreb",
            ].map { Scalars($0)[...] }
            return { text in
                let names = ascii(text.all).cut(at: [0x2c]).map(\.trimmed).filter { !$0.isEmpty }
                let difference = Finding.firstDifference("name", names, from: wanted)
                return Verdict(difference == nil, difference ?? .count(names.count, "names, the right ones"))
            }
        })

    // MARK: Tables

    static let csvCity = ConstraintDefinition(
        "custom:csv_city", .bench,
        wordings: [
            "Make up CSV data with the columns ID, Country, City, Year and Count: a header and 7 rows.",
            "Invent a CSV table of 7 rows below the header ID,Country,City,Year,Count.",
        ],
        make: { _ in
            let header = ["ID", "Country", "City", "Year", "Count"].map { Scalars($0)[...] }
            return { text in
                let records = try CSVParser.records(of: text.all)
                guard records.count == 8 else { return Verdict(false, .count(records.count, "records")) }
                if let difference = Finding.firstDifference("column", records[0], from: header) { return Verdict(false, difference) }
                for (index, record) in records.enumerated() where record.count != 5 {
                    return Verdict(false, .place(index + 1, "record of \(record.count) fields instead of 5"))
                }
                return Verdict(true, .count(8, "records"))
            }
        })

    private static func quotesTripled(_ text: Piece) -> Scalars {
        var result = Scalars()
        result.reserveCapacity(text.count + 64)
        for code in text {
            result.append(code)
            if code == 0x22 {
                result.append(code)
                result.append(code)
            }
        }
        return result
    }

    /// Whether a text's first line is the names, each plain or quoted, with the separator and perhaps blanks between.
    private static func hasHeader(_ names: [Scalars], separator: UInt32, blanks: ASCIISet, _ text: Text) -> Bool {
        let line = text.lines[0].trimmed
        var index = line.startIndex
        for (number, name) in names.enumerated() {
            if number > 0 {
                guard index < line.endIndex, line[index] == separator else { return false }
                index += 1
                while index < line.endIndex, blanks.contains(line[index]) { index += 1 }
            }
            let isQuoted = index < line.endIndex && line[index] == 0x22
            if isQuoted { index += 1 }
            guard line.matches(name, at: index) else { return false }
            index += name.count
            if isQuoted {
                guard index < line.endIndex, line[index] == 0x22 else { return false }
                index += 1
            }
        }
        return index == line.endIndex
    }

    private static let spaceAndTab = ASCIISet(low: 1 << 32 | 1 << 9, high: 0)
    private static let space = ASCIISet(low: 1 << 32, high: 0)

    static let csvSpecial = ConstraintDefinition(
        "custom:csv_special_character", .bench,
        wordings: [
            "Make up CSV data with the columns ProductID, Category, Brand, Price and Stock and 14 rows; quote a field with a special character.",
            "Invent a CSV table of 14 rows below the header ProductID,Category,Brand,Price,Stock, with a field in quotes that holds a special character.",
        ],
        make: { _ in
            let names = ["ProductID", "Category", "Brand", "Price", "Stock"].map { Scalars($0) }
            return { text in
                guard hasHeader(names, separator: 0x2c, blanks: spaceAndTab, text) else {
                    return Verdict(false, .text("another header:", text.lines[0]))
                }
                let records = try CSVParser.records(of: quotesTripled(text.all)[...])
                guard records.count == 15 else { return Verdict(false, .count(records.count, "records")) }
                for (index, record) in records.dropFirst().enumerated() {
                    guard record.count == 5 else { return Verdict(false, .place(index + 2, "record of another width")) }
                    if record.contains(where: hasQuotedSpecial) {
                        return Verdict(true, .count(15, "records, a special character in quotes"))
                    }
                }
                return Verdict(false, .note("no special character in quotes"))
            }
        })

    /// A quote first, then on the same line a character that is no word, digit or space, then another quote.
    private static func hasQuotedSpecial(_ field: Piece) -> Bool {
        guard field.first == 0x22 else { return false }
        let line = field.dropFirst().prefix { $0 != 10 }
        guard let last = line.lastIndex(of: 0x22), let special = line.firstIndex(where: { !$0.isWordCharacter && !$0.isSpace }) else {
            return false
        }
        return special < last
    }

    static let csvQuotes = ConstraintDefinition(
        "custom:csv_quotes", .bench,
        wordings: [
            "Make up tab-separated data with the columns StudentID, Subject, Grade, Semester and Score and 3 rows, each field in double quotes.",
            "Invent a table of 3 rows below the header StudentID, Subject, Grade, Semester, Score; put tabs between fields and double quotes around each.",
        ],
        make: { _ in
            let names = ["StudentID", "Subject", "Grade", "Semester", "Score"].map { Scalars($0) }
            return { text in
                guard hasHeader(names, separator: 9, blanks: space, text) else {
                    return Verdict(false, .text("another header:", text.lines[0]))
                }
                let records = try CSVParser.records(of: quotesTripled(text.all)[...], delimiter: 9)
                guard records.count == 4 else { return Verdict(false, .count(records.count, "records")) }
                for (index, record) in records.enumerated() {
                    guard record.count == 5 else {
                        return Verdict(false, .place(index + 1, "record of \(record.count) fields instead of 5"))
                    }
                    let bare = record.first { $0.trimmed.first != 0x22 || $0.trimmed.last != 0x22 }
                    if let bare { return Verdict(false, .item(index + 1, "record with a field that is not quoted", bare)) }
                }
                return Verdict(true, .note("all fields quoted"))
            }
        })

    static let dates = ConstraintDefinition(
        "custom:date_format_list", .bench,
        wordings: [
            "List the start dates of Napoleon's battles as YYYY-MM-DD, divided by commas.",
            "On which days did the battles of Napoleon begin? Answer with dates like 1805-12-02 and commas between them, nothing else.",
        ],
        make: { _ in
            { text in
                for (index, item) in text.trimmed.cut(at: [0x2c]).enumerated() where !isDate(item.trimmed) {
                    return Verdict(false, .item(index + 1, "item that is no such date", item.trimmed))
                }
                return Verdict(true, .note("all items are such dates"))
            }
        })

    private static func isDate(_ item: Piece) -> Bool {
        let codes = Scalars(item)
        guard codes.count == 10, codes[4] == 0x2d, codes[7] == 0x2d else { return false }
        let digits = codes.map { Unicode.Scalar($0)?.properties.numericValue }
        for (index, code) in codes.enumerated() where index != 4 && index != 7 && !code.isDecimal { return false }
        func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(digits[$1] ?? 0) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard (1769...1821).contains(year), month <= 12 else { return false }
        switch month {
        case 2: return day <= 29
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }

    static let sentenceAlphabet = ConstraintDefinition(
        "custom:sentence_alphabet", .bench, needs: [.punkt],
        wordings: [
            "Tell a story in 26 sentences that begin with the letters from A to Z in order.",
            "Write a tale of 26 sentences: the first begins with A, the next with B, and so on to Z.",
        ],
        make: { _ in
            { text in
                guard text.sentences.count == 26 else { return Verdict(false, .count(text.sentences.count, "sentences")) }
                for (index, sentence) in text.sentences.enumerated() where sentence.firstItem?.lowered.first != UInt32(97 + index) {
                    return Verdict(false, .item(index + 1, "sentence with another first letter", sentence))
                }
                return Verdict(true, .count(26, "sentences from A to Z"))
            }
        })
}
