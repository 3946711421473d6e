import PythonSandbox

/// What a program has to pass: Python that runs behind it and raises where it is wrong.
///
/// A test finds the names of the reply's program in the dictionary `_names`; its own start with an underscore.
enum ProgramTests: Sendable {
    /// All tests, the base tests among them; `base` is nil where there are no others.
    case nested(all: Part, base: Part?)
    /// Base tests and further ones, in processes of their own.
    case apart(base: Part, further: Part)

    struct Part: Sendable {
        var text: String
        var limits: ExecutionLimits

        /// Tests that call what the program defines by its name.
        static func assertions(_ text: String, limits: ExecutionLimits) -> Part {
            let names = #"globals().update({_key: _value for _key, _value in _names.items() if not _key.startswith("__")})"#
            return Part(text: "\(names)\n\(text)", limits: limits)
        }
    }
}
