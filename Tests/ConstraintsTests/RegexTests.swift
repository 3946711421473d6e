import Constraints
import Testing

/// Matches as CPython 3.11 finds them.
struct RegexTests {
    private func found(_ pattern: String, _ text: String, ignoringCase: Bool = false) throws -> [String] {
        let scalars = Scalars(text)
        return try Pattern(Scalars(pattern), ignoringCase: ignoringCase).matches(in: scalars[...]).map { String(scalars: scalars[$0]) }
    }

    @Test(arguments: [
        ("a.c", "abc a\nc axc", ["abc", "axc"]), ("what?", "wha what", ["wha", "what"]), ("1+1", "11 1+1", ["11"]),
        ("a*", "aab", ["aa", "", ""]),
        ("C++", "C++ CCC", ["C", "CCC"]), ("a++a", "aaaa", []), ("(a|ab)(c|bcd)", "abcd", ["abcd"]), ("(?<=a)b", "ab bb", ["b"]),
        ("(?<!a)b", "ab cb", ["b"]), ("(a)(?=b)", "ab ac", ["a"]), ("(?:(a)|b)(?(1)c|d)", "ac bd ad bc", ["ac", "bd"]),
        ("x{2,}", "xxx x xx", ["xxx", "xx"]),
        ("x{,2}y", "xxxy", ["xxy"]), ("x{a", "x{a", ["x{a"]), ("(?:a|b)*?c", "abac", ["abac"]),
        ("(\\w)\\1", "hello bookkeeper", ["ll", "oo", "kk", "ee"]),
        ("[^]a]", "]ab", ["b"]), ("\\bcat\\b", "cat concat cat.", ["cat", "cat"]), ("(?i)CAT", "cat Cat", ["cat", "Cat"]),
        ("a$", "a\n", ["a"]),
        ("(?>a*)ab", "aaab", []), ("(?P<x>a)(?P=x)", "aa", ["aa"]), ("(?:)", "ab", ["", "", ""]), ("[a-c]+", "abcd", ["abc"]),
        ("(a*)*b", "aab", ["aab"]),
        ("(?:a|){2}b", "aab", ["aab"]), ("\\d+", "1٣²", ["1٣"]),
    ])
    func matchesAreTheReferences(pattern: String, text: String, wanted: [String]) throws {
        #expect(try found(pattern, text) == wanted)
    }

    @Test func caseBlindSearchKnowsItsEquivalences() throws {
        #expect(try found("s", "Sſ", ignoringCase: true) == ["S", "ſ"])
        #expect(try found("[k]", "K\u{212a}", ignoringCase: true) == ["K", "\u{212a}"])
        #expect(try found("ß", "ẞSS", ignoringCase: true) == ["ẞ"])
        #expect(try found("i", "İı", ignoringCase: true) == ["İ", "ı"])
        #expect(try found("(?a)é", "Éé", ignoringCase: true) == ["é"])
        #expect(try found("(?a)(s)\\1", "sS ſs", ignoringCase: true) == ["sS"])
    }

    @Test(arguments: [
        "*x", "(x", "[x", "a**", "x\\", "a)", "\\q", "(?<=a*)b", "[b-a]", "x{3,2}", "(?P<1>a)", "(?P=y)", "\\2", "a(?i)b", "^*", "(?",
        "(?<a", "\\x1", "{1}", "(?au:a)", "(?)", "(?a)(?u)x", "(?L)a", "(?i-i:a)", "(?-a:x)", "(?i-:a)",
    ])
    func brokenPatternsAreRefused(pattern: String) {
        #expect(throws: RegexError.self) { try Pattern(Scalars(pattern)) }
    }

    @Test func catastrophicPatternsEnd() throws {
        let text = Scalars(String(repeating: "a", count: 40) + "!")
        #expect(throws: RegexError.budget) { try Pattern(Scalars("(a+)+$")).isFound(in: text[...]) }
        #expect(throws: RegexError.budget) { try Pattern(Scalars("(a|a)*b")).isFound(in: text[...]) }
    }

    @Test func referencesToReferencesAreMeasuredOnce() throws {
        // Every group is twice as wide as the one before: measuring them one inside the other would not end.
        let doubling = "(a)" + (1..<90).map { "(\\\($0)\\\($0))" }.joined() + "(?<=b)"
        #expect(try found(doubling, "ab") == [])
    }
}
