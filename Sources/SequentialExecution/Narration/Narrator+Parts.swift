extension Narrator {
    mutating func subscripted(_ owner: Expression, _ index: Expression) throws -> Phrase {
        if case .slice(let lower, let upper, let step) = index { return try slice(owner, lower, upper, step) }
        if case .subscripted(let grid, let row) = owner, kind(grid).isGrid, !row.isSlice, pick("rows", "items") == "rows" {
            let (first, second) = (try value(row).operand, try value(index).operand)
            return Phrase("the entry in row \(first) and column \(second) of \(try value(grid).operand)", .noun)
        }
        return try item(owner, index)
    }

    mutating func item(_ owner: Expression, _ index: Expression) throws -> Phrase {
        let kind = kind(owner)
        switch kind {
        case .dictionary:
            let key = try value(index).object
            let whole = try value(owner).operand
            return Phrase(pick("the value stored under \(key) in \(whole)", "what \(whole) holds under \(key)"), .open)
        case .list, .text, .tuple:
            let word = kind == .text ? "character" : "item"
            if let ordinal = Self.ordinal(index.wholeConstant) {
                return Phrase("the \(ordinal) \(word) of \(try value(owner).object)", .noun)
            }
            let place = try value(index).operand
            return Phrase("the \(word) at position \(place) of \(try value(owner).object)", .noun)
        default:
            let place = try value(index).operand
            return Phrase("the entry at \(place) of \(try value(owner).object)", .noun)
        }
    }

    static func ordinal(_ index: Int?) -> String? {
        switch index {
        case 0: "first"
        case 1: "second"
        case 2: "third"
        case -1: "last"
        default: nil
        }
    }

    mutating func slice(_ owner: Expression, _ lower: Expression?, _ upper: Expression?, _ step: Expression?) throws -> Phrase {
        let whole = try value(owner).object
        guard let step else {
            switch (lower, upper) {
            case (nil, nil): return Phrase("a copy of \(whole)", .noun)
            case (let first?, nil): return Phrase("the part of \(whole) from position \(try value(first).operand) to its end", .open)
            case (nil, let last?): return Phrase("the part of \(whole) before position \(try value(last).operand)", .open)
            case (let first?, let last?):
                let from = try value(first).operand
                return Phrase(
                    "the part of \(whole) from position \(from) up to, but not including, position \(try value(last).operand)", .open)
            }
        }
        guard let stride = step.wholeConstant, stride != 0 else { throw refusal("a slice whose step is no constant") }
        if lower == nil, upper == nil, stride == -1 {
            return Phrase(pick("the reverse of \(whole)", "the reversed form of \(whole)"), .noun)
        }
        let first = try lower.map { "position \(try value($0).operand)" } ?? (stride > 0 ? "its start" : "its end")
        let direction = stride > 0 ? "up to" : "back to"
        let last =
            try upper.map { "\(direction), but not including, position \(try value($0).operand)" }
            ?? (stride > 0 ? "to its end" : "back to its start")
        return Phrase("what one meets in \(whole) when going from \(first) \(last) in steps of \(abs(stride))", .open)
    }
}
