/// Gives a function without loops and branches something to count: whether one of its values is even, or longer than two.
struct ValueTracker {
    let body: [Statement]
    let counter: [String]

    /// nil where no value of the function is a whole number or has a length.
    init?(_ function: FunctionDefinition, examples: [[Literal]], _ names: inout FreshNames) {
        guard let found = Self(function, examples, &names, displays: false) ?? Self(function, examples, &names, displays: true) else {
            return nil
        }
        self = found
    }

    /// - Parameter displays: whether collections whose items are written out, so that their length is the same in every run, are looked at.
    private init?(_ function: FunctionDefinition, _ examples: [[Literal]], _ names: inout FreshNames, displays: Bool) {
        let table = KindTable(function, examples: examples)
        var body = function.body
        for (place, statement) in body.enumerated().reversed() {
            switch statement {
            case .assign(let targets, let value):
                guard displays || !value.isDisplay, case .name(let name) = targets.last,
                    let test = Self.test(name, table.kind(of: .name(name)))
                else { continue }
                let counter = names.fresh(test.counter)
                body.insert(Self.counting(counter, test.condition), at: place + 1)
                self.body = body
                self.counter = [counter]
                return
            case .returning(let value?):
                guard place == body.count - 1, displays || !value.isDisplay else { continue }
                var taken = names
                let result = taken.fresh("result")
                guard let test = Self.test(result, table.kind(of: value)) else { continue }
                let counter = taken.fresh(test.counter)
                names = taken
                body[place...] = [.set(result, value), Self.counting(counter, test.condition), .returning(.name(result))]
                self.body = body
                self.counter = [counter]
                return
            default: continue
            }
        }
        return nil
    }

    private static func counting(_ counter: String, _ condition: Expression) -> Statement {
        .conditional(test: condition, body: [.update(counter, .add, .integer(1))], otherwise: [])
    }

    private static func test(_ name: String, _ kind: Kind) -> (counter: String, condition: Expression)? {
        switch kind {
        case .whole: ("even_" + name, .compare(.binary(.name(name), .remainder, .integer(2)), .equal, .integer(0)))
        case .text, .list, .dictionary, .set: ("long_" + name, .compare(.call("len", .name(name)), .greater, .integer(2)))
        case .truth: (name + "_holds", .name(name))
        default: nil
        }
    }
}

extension Expression {
    /// A list, group, set or dictionary whose items are written out.
    fileprivate var isDisplay: Bool {
        switch self {
        case .list, .tuple, .set, .dictionary: true
        default: false
        }
    }
}
