/// A text with places such as `{name}` that values are put into.
package struct PlaceTemplate: Sendable {
    /// A stretch of the template.
    package enum Piece: Sendable, Equatable {
        case text(Substring)
        case place(String)
    }

    /// From left to right. Places are found in the template alone, so nothing inside a value is ever taken for one.
    package let pieces: [Piece]

    /// - Parameter isPlace: whether a name between braces is a place; other braces stay as they are.
    package init(_ template: String, isPlace: (String) -> Bool) {
        var pieces: [Piece] = []
        var start = template.startIndex
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            let behind = rest[template.index(after: open)...]
            guard let close = behind.firstIndex(of: "}"), isPlace(String(behind[..<close])) else {
                rest = behind
                continue
            }
            if start < open { pieces.append(.text(template[start..<open])) }
            pieces.append(.place(String(behind[..<close])))
            start = template.index(after: close)
            rest = template[start...]
        }
        if start < template.endIndex { pieces.append(.text(template[start...])) }
        self.pieces = pieces
    }
}
