/// An event in a function that can be counted.
struct TrackerCandidate {
    enum Sort: Int, CaseIterable {
        case swap, branch, update, append, removal, helper, round
    }

    /// A place in the source where the event happens.
    struct Place {
        enum Position {
            /// Right after the statement.
            case after
            /// At the start of the statement's block with this number.
            case block(Int)
        }

        /// The statement, counted in the order of the source from 0.
        var statement: Int
        var position: Position
        /// How many loops are around it.
        var loops: Int
        /// Whether it is in a helper.
        var inHelper: Bool
    }

    var sort: Sort
    /// What the counter is called, before it is made unique.
    var name: String
    /// All the places that the name stands for, in the order of the source.
    var places: [Place]
    /// Names the blocks that it counts, sorted: two candidates of the same blocks count the same.
    var blocks: [String]
    /// Whether its count says nothing: it is the same in every run, or the function keeps it anyway.
    var isIdle: Bool

    var loops: Int { places.map(\.loops).max() ?? 0 }

    /// Where the source has it first.
    var statement: Int { places.first?.statement ?? 0 }
}
