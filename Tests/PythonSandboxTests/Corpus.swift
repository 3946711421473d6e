import Foundation
import SequentialExecution
import Testing

/// The hand-written functions of the repository, and a few more for what those do not use.
enum Corpus {
    struct Entry {
        var name: String
        var source: String
        var cases: [[Literal]]
    }

    /// Every function with its inputs.
    static func entries() throws -> [Entry] { try written() + further() }

    /// Functions of texts, unpacking and truth values.
    private static func further() throws -> [Entry] {
        try [
            (
                "lines",
                """
                def f(text):
                    found = {}
                    for line in text.splitlines():
                        key, value = line.split('=', 1)
                        found[key.strip()] = value
                    return found
                """, #"[["a = 1\nb=2=3\n"], ["x=1"], ["c= d=e"]]"#
            ),
            (
                "parts",
                """
                def f(text):
                    head, sign, tail = text.partition('-')
                    left, _, right = text.rpartition('-')
                    return [head, sign, tail, left, right, text.split('-', 2)]
                """, #"[["a-b-c-d"], ["ab"], ["-"]]"#
            ),
            (
                "table",
                """
                def f(names, scores):
                    rows = []
                    for name, score in zip(names, scores):
                        rows.append(f'{name:<6}|{score:>4d}|{name:^7}|{name:*>8}|{score / 3:.2f}')
                    return rows
                """, #"[[["ann", "bob"], [1, 22]], [["x"], [333]]]"#
            ),
            (
                "commonest",
                """
                def f(text, n):
                    from collections import Counter
                    counts = Counter(text)
                    return [letter for letter, _ in counts.most_common(n)]
                """, #"[["abcabca", 2], ["xyzzy", 1], ["aab", 5]]"#
            ),
            (
                "header",
                """
                def f(text):
                    first, *rest = text.split(',')
                    place = rest.index('qty')
                    return [first, rest, place]
                """, #"[["a,b,qty"], ["a,qty,qty"]]"#
            ),
            (
                "life",
                """
                def f(cells, near):
                    new = [0 for _ in range(len(cells))]
                    for i in range(len(cells)):
                        new[i] = int(near[i] == 3 or (cells[i] and near[i] == 2))
                    for _ in range(near[0]):
                        new.append(round(near[0] / 8, 1))
                    return new
                """, "[[[0, 1, 1], [3, 2, 1]], [[1, 0], [2, 3]]]"
            ),
            (
                "events",
                """
                def f(spans, spare):
                    events = []
                    for start, end in spans or spare:
                        events.append((start, 1))
                        events.append((end, -1))
                    events.sort()
                    rooms = best = 0
                    for _, change in events:
                        rooms += change
                        best = max(best, rooms)
                    return [best, events[0]]
                """, "[[[[0, 30], [5, 10]], []], [[], [[7, 10], [2, 7]]]]"
            ),
        ].map { name, source, cases in
            Entry(name: name, source: source, cases: try #require(Literal(json: cases.utf8)?.elements).compactMap(\.elements))
        }
    }

    private static func written() throws -> [Entry] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Data/functions.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let row = try #require(Literal(json: line.utf8))
            return Entry(
                name: try #require(row["task_id"]?.stringValue), source: try #require(row["function"]?.stringValue),
                cases: try #require(row["test_cases"]?.elements).compactMap(\.elements))
        }
    }
}
