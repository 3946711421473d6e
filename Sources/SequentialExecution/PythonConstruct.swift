/// What messages call the constructs of Python that functions here may not have, by the names that CPython's syntax tree gives them.
enum PythonConstruct {
    static func words(_ kind: String) -> String { known[kind] ?? kind }

    private static let known = [
        "With": "with", "Try": "try and except", "TryStar": "try and except", "ClassDef": "a class", "Global": "global", "Match": "match",
        "TypeAlias": "type", "AsyncFunctionDef": "an async function", "AsyncFor": "async for", "AsyncWith": "async with",
        "Yield": "yield", "YieldFrom": "yield from", "Await": "await", "NamedExpr": "an assignment inside an expression (:=)",
        "MatMult": "the operator @", "TemplateStr": "a template string",
    ]
}
