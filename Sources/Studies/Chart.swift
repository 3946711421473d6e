/// One figure: a Vega-Lite specification with its words.
public struct Chart: Sendable, Equatable {
    /// File name of the figure and element of the page.
    public var id: String
    public var title: String
    /// What is drawn, over what, in which unit.
    public var caption: String
    public var specification: JSONValue

    /// - Parameter specification: the members of a Vega-Lite specification but for its schema.
    init(id: String, title: String, caption: String, specification: [String: JSONValue]) {
        self.id = id
        self.title = title
        self.caption = caption
        var members = specification
        members["$schema"] = "https://vega.github.io/schema/vega-lite/v6.json"
        members["config"] = Self.look
        self.specification = .object(members)
    }

    /// One look for every figure: thin grid, no frame, a palette that colour-blind readers can tell apart (Okabe and Ito 2008).
    private static let look: JSONValue = [
        "font": "system-ui, sans-serif", "background": "white",
        "view": ["stroke": .null],
        "axis": ["gridColor": "#e8e8e8", "domainColor": "#888", "tickColor": "#888", "labelColor": "#333", "titleFontWeight": "normal"],
        "range": ["category": ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]],
        "header": ["titleFontWeight": "normal"],
    ]

    /// The axis that nearly every figure has.
    static let stepAxis: JSONValue = ["field": "step", "type": "quantitative", "title": "step", "axis": ["tickMinStep": 1]]

    static func values(_ rows: [[String: JSONValue]]) -> JSONValue {
        ["values": .array(rows.map { .object($0) })]
    }

    static func legend(_ field: String, title: String? = nil) -> JSONValue {
        ["field": .string(field), "type": "nominal", "title": title.map { .string($0) } ?? .null, "sort": .null]
    }
}
