/// Delimiter-separated records as CPython's `csv.reader` reads them from a text's lines.
struct CSVParser {
    private enum State { case recordStart, fieldStart, field, quoted, quoteInQuoted, lineEnd }

    private static let longestField = 131_072

    private let delimiter: UInt32
    private var state = State.recordStart
    private var field = Scalars()
    private var record: [Scalars] = []
    private var records: [[Scalars]] = []

    private init(delimiter: UInt32) { self.delimiter = delimiter }

    /// - Throws: `ConstraintError.check` where the reader raises: a bare CR inside a field, a field that is too long.
    static func records(of text: Piece, delimiter: UInt32 = 0x2c) throws -> [[Scalars]] {
        var parser = CSVParser(delimiter: delimiter)
        var start = text.startIndex
        while start < text.endIndex {
            let end = text[start...].firstIndex(of: 10).map { $0 + 1 } ?? text.endIndex
            for code in text[start..<end] { try parser.take(code) }
            try parser.endLine()
            start = end
        }
        // An open quote at the end closes silently.
        if parser.state == .quoted || !parser.field.isEmpty {
            parser.closeField()
            parser.closeRecord()
        }
        return parser.records
    }

    private mutating func closeField() {
        record.append(field)
        field.removeAll(keepingCapacity: true)
    }

    private mutating func closeRecord() {
        records.append(record)
        record = []
    }

    private mutating func append(_ code: UInt32) throws {
        guard field.count < Self.longestField else { throw ConstraintError.check("a field is longer than \(Self.longestField) characters") }
        field.append(code)
    }

    private mutating func take(_ code: UInt32) throws {
        let isLineEnd = code == 10 || code == 13
        switch state {
        case .recordStart where isLineEnd: state = .lineEnd
        case .recordStart, .fieldStart:
            if isLineEnd {
                closeField()
                state = .lineEnd
            } else if code == 0x22 {
                state = .quoted
            } else if code == delimiter {
                closeField()
                state = .fieldStart
            } else {
                try append(code)
                state = .field
            }
        case .field: try takeUnquoted(code, isLineEnd)
        case .quoted:
            if code == 0x22 { state = .quoteInQuoted } else { try append(code) }
        case .quoteInQuoted:
            if code == 0x22 {
                try append(code)
                state = .quoted
            } else {
                try takeUnquoted(code, isLineEnd)
            }
        case .lineEnd:
            guard isLineEnd else { throw ConstraintError.check("a line break stands in an unquoted field") }
        }
    }

    private mutating func takeUnquoted(_ code: UInt32, _ isLineEnd: Bool) throws {
        if isLineEnd {
            closeField()
            state = .lineEnd
        } else if code == delimiter {
            closeField()
            state = .fieldStart
        } else {
            try append(code)
            state = .field
        }
    }

    private mutating func endLine() throws {
        switch state {
        case .quoted: return
        case .fieldStart, .field, .quoteInQuoted: closeField()
        case .recordStart, .lineEnd: break
        }
        closeRecord()
        state = .recordStart
    }
}
