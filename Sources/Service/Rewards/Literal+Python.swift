import Constraints
import SequentialExecution

extension Literal {
    /// The same value as the constraints read it. An integer beyond 64 bits becomes the nearest fraction.
    var pythonValue: PythonValue {
        switch self {
        case .none: .none
        case .boolean(let flag): .bool(flag)
        case .integer(let value): .int(value)
        case .bigInteger(let digits): .double(Double(digits) ?? .nan)
        case .number(let value): .double(value)
        case .string(let text): .string(text)
        case .list(let items), .tuple(let items): .list(items.map(\.pythonValue))
        case .dictionary(let entries):
            .dictionary(entries.map { PythonValue.Entry(key: $0.key.pythonValue, value: $0.value.pythonValue) })
        }
    }
}
