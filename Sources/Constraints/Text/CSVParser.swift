/// Delimiter-separated records as CPython's `csv.reader` reads them from a text's lines.
struct CSVParser {
    private enum State { case recordStart, fieldStart, field, quoted, quoteInQuoted, lineEnd }

    private static let longestField = 131_072

    private let delimiter: UInt32
    private var state = State.recordStart
    /// The fields' characters, one field after the other.
    private var buffer = Scalars()
    private var fieldStart = 0
    private var record: [Range<Int>] = []
    private var records: [[Range<Int>]] = []

    private init(delimiter: UInt32, capacity: Int) {
        self.delimiter = delimiter
        buffer.reserveCapacity(capacity)
    }

    /// - Throws: `ConstraintError.check` where the reader raises: a bare CR inside a field, a field that is too long.
    static func records(of text: Piece, delimiter: UInt32 = 0x2c) throws -> [PieceList] {
        var parser = CSVParser(delimiter: delimiter, capacity: text.count)
        try text.withUnsafeBufferPointer { codes in
            for code in codes {
                try parser.take(code)
                if code == 10 { try parser.endLine() }
            }
            if let last = codes.last, last != 10 { try parser.endLine() }
        }
        // An open quote at the end closes silently.
        if parser.state == .quoted || parser.buffer.count > parser.fieldStart {
            parser.closeField()
            parser.closeRecord()
        }
        return parser.records.map { PieceList(buffer: parser.buffer, ranges: $0) }
    }

    private mutating func closeField() {
        record.append(fieldStart..<buffer.count)
        fieldStart = buffer.count
    }

    private mutating func closeRecord() {
        records.append(record)
        record = []
    }

    private mutating func append(_ code: UInt32) throws {
        guard buffer.count - fieldStart < Self.longestField else {
            throw ConstraintError.check("a field is longer than \(Self.longestField) characters")
        }
        buffer.append(code)
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
