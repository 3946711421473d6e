/// What a check found, in a form that costs nothing until someone reads it.
public enum Finding: Sendable, Equatable, CustomStringConvertible {
    /// How many of a thing there are.
    case count(Int, String)
    /// Several numbers, and what they count.
    case counts([Int], String)
    /// A percentage, and of what.
    case share(Double, String)
    /// The first place that breaks the rule, counted from one, and what is wrong there.
    case place(Int, String)
    /// The same with the text at that place.
    case item(Int, String, ArraySlice<UInt32>)
    /// The first thing that is not the wanted one: what is counted, its place from one, what is there and what should be; nil where one
    /// of them ends before the other.
    case difference(String, Int, found: ArraySlice<UInt32>?, wanted: ArraySlice<UInt32>?)
    /// Where something is that may not be: what it is, the place of the character from one, and what stands around it.
    case around(String, Int, ArraySlice<UInt32>)
    /// A stretch of the reply, as code points, and what it is.
    case text(String, ArraySlice<UInt32>)
    case note(String)
    /// The check could not be carried out.
    case failure(String)

    public var description: String {
        switch self {
        case .count(let value, let what): "\(value) \(what)"
        case .counts(let values, let what): values.map(String.init).joined(separator: ", ") + " \(what)"
        case .share(let value, let what): "\(value)% \(what)"
        case .place(let index, let reason): "\(reason), the first at place \(index)"
        case .item(let index, let reason, let text): "\(reason), the first at place \(index): \(Self.quoted(text, 40))"
        case .difference(let what, let index, let found?, let wanted?):
            "\(what) \(index) is \(Self.quoted(found, 40)) instead of \(Self.quoted(wanted, 40))"
        case .difference(let what, let index, nil, let wanted): "\(what) \(index) is missing: \(Self.quoted(wanted ?? [], 40))"
        case .difference(let what, let index, let found, nil): "\(what) \(index) is one too many: \(Self.quoted(found ?? [], 40))"
        case .around(let what, let index, let context): "\(what) at character \(index), in \(Self.quoted(context, 80))"
        case .text(let what, let stretch): "\(what) \(Self.quoted(stretch, 80))"
        case .note(let note): note
        case .failure(let reason): reason
        }
    }

    private static func quoted(_ text: ArraySlice<UInt32>, _ length: Int) -> String { "\"\(String(scalars: text.prefix(length)))\"" }

    /// The first item in which a list is not the wanted one; nil where it is.
    static func firstDifference(_ what: String, _ found: some Collection<Piece>, from wanted: [Piece]) -> Finding? {
        for (index, (left, right)) in zip(found, wanted).enumerated() where left != right {
            return .difference(what, index + 1, found: left, wanted: right)
        }
        if found.count == wanted.count { return nil }
        let place = min(found.count, wanted.count)
        return .difference(
            what, place + 1, found: found.dropFirst(place).first, wanted: wanted.dropFirst(place).first)
    }

    /// From which character on a text is not the wanted one.
    static func parting(_ found: Piece, from wanted: Piece, _ what: String = "the text from character") -> Finding {
        let same = zip(found, wanted).prefix { $0 == $1 }.count
        let (rest, missing) = (found.dropFirst(same), wanted.dropFirst(same))
        return .difference(what, same + 1, found: rest.isEmpty ? nil : rest, wanted: missing.isEmpty ? nil : missing)
    }

    /// Something at an index of a text, with what stands around it.
    static func found(_ what: String, at index: Int, in text: Piece) -> Finding {
        .around(what, index - text.startIndex + 1, text[max(text.startIndex, index - 20)..<min(text.endIndex, index + 20)])
    }
}

/// A check's answer on one text.
public struct Verdict: Sendable, Equatable {
    public var followed: Bool
    /// What was counted or seen.
    public var finding: Finding

    public init(_ followed: Bool, _ finding: Finding) {
        self.followed = followed
        self.finding = finding
    }
}
