/// What a check found, in a form that costs nothing until someone reads it.
public enum Finding: Sendable, Equatable, CustomStringConvertible {
    case nothing
    case count(Int)
    case counts([Int])
    case share(Double)
    /// The first place that breaks the rule, counted from one, and what is wrong there.
    case place(Int, String)
    case note(String)
    /// The check could not be carried out.
    case failure(String)

    public var description: String {
        switch self {
        case .nothing: "nothing found"
        case .count(let value): "\(value) found"
        case .counts(let values): "\(values.map(String.init).joined(separator: ", ")) found"
        case .share(let value): "\(value) found"
        case .place(let index, let reason): "\(reason) at \(index)"
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

    public init(_ followed: Bool, _ finding: Finding = .nothing) {
        self.followed = followed
        self.finding = finding
    }
}
