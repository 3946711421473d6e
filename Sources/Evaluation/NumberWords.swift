/// Whole numbers written out in English, up to the millions: "one hundred and twenty-three".
enum NumberWords {
    private static let units = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    private static let powers = ["thousand": 1_000, "million": 1_000_000]

    /// The value of the first run of number words in a text.
    static func first(in text: String) -> Int? {
        let words = text.lowercased().split { !$0.isLetter }.map(String.init)
        guard let start = words.firstIndex(where: isNumber) else { return nil }
        var total = 0
        var group = 0
        for word in words[start...].prefix(while: { isNumber($0) || $0 == "and" }).prefix(40) {
            if let unit = units.firstIndex(of: word) {
                group += unit
            } else if let ten = tens.firstIndex(of: word) {
                group += (ten + 2) * 10
            } else if word == "hundred" {
                group = min(max(group, 1) * 100, 1_000_000)
            } else if let power = powers[word] {
                total += max(group, 1) * power
                group = 0
            }
        }
        return total + group
    }

    private static func isNumber(_ word: String) -> Bool {
        units.contains(word) || tens.contains(word) || word == "hundred" || powers[word] != nil
    }
}
