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
        case .text(let what, let stretch): "\(what) \"\(String(scalars: stretch.prefix(80)))\""
        case .note(let note): note
        case .failure(let reason): reason
        }
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
