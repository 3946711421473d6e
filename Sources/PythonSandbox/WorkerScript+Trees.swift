extension WorkerScript {
    /// `complexity` and `tree`.
    static let trees = #"""
        def complexity(request):
            tree = ast.parse(request["source"])
            nodes = list(ast.walk(tree))
            cyclomatic = 1 + sum(isinstance(n, (ast.If, ast.For, ast.While, ast.ExceptHandler)) for n in nodes)
            calls = sum(isinstance(n, ast.Call) for n in nodes)
            functions = [n for n in nodes if isinstance(n, ast.FunctionDef)]
            length = sum(n.end_lineno - n.lineno + 1 for n in functions) / len(functions) if functions else 0
            deepest, stack = 0, [(tree, 0)]
            while stack:
                node, depth = stack.pop()
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.FunctionDef):
                        stack.append((child, 0))
                    elif isinstance(child, (ast.If, ast.For, ast.While, ast.Try, ast.With)):
                        deepest = max(deepest, depth + 1)
                        stack.append((child, depth + 1))
                    else:
                        stack.append((child, depth))
            score = 3 * deepest + 2 * calls + cyclomatic + 0.5 * length
            return {"cyclomatic": cyclomatic, "nesting": deepest, "calls": calls, "length": round(length, 2), "score": round(score, 2)}

        def dump(node):
            if isinstance(node, ast.AST):
                fields = {"kind": type(node).__name__}
                for name, value in ast.iter_fields(node):
                    if name not in ("ctx", "kind", "type_comment", "type_ignores"):
                        fields[name] = dump(value)
                if hasattr(node, "lineno"):
                    fields["line"] = node.lineno
                return fields
            if isinstance(node, list):
                return [dump(item) for item in node]
            if isinstance(node, (bytes, complex)) or node is Ellipsis:
                return {"kind": "Unsupported", "text": repr(node)}
            return node

        def tree(request):
            return dump(ast.parse(request["source"]))

        """#
}
