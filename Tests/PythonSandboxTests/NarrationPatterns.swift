/// What the reader knows of the English of narrations, and the Python that each phrase stands for.
enum NarrationPatterns {
    static let constants = [
        ("an empty list", "[]"), ("an empty dictionary", "{}"), ("an empty set", "set()"), ("an empty text", "''"),
        ("the empty text", "''"),
        ("a single space", "' '"), ("one space", "' '"), ("a line break", "'\\n'"), ("minus infinity", "-float('inf')"),
        ("infinity", "float('inf')"), ("true", "True"), ("false", "False"), ("null", "None"), ("a value that is not needed", "_"),
    ]

    /// Words that are never names where they stand alone.
    static let reserved: Set<String> = [
        "the", "a", "an", "and", "or", "of", "to", "if", "is", "by", "in", "it", "for", "plus", "minus", "times", "what", "whether",
        "without", "otherwise",
    ]

    static let units = [
        ("the length of {u}", "len($0)"), ("the number of characters in {u}", "len($0)"), ("the number of items in {u}", "len($0)"),
        ("the number of keys in {u}", "len($0)"), ("the size of {u}", "len($0)"), ("the number of members of {u}", "len($0)"),
        ("the size without its sign of {u}", "abs($0)"), ("the absolute value of {u}", "abs($0)"), ("the square of {u}", "($0 ** 2)"),
        ("the first item of {u}", "$0[0]"), ("the second item of {u}", "$0[1]"), ("the third item of {u}", "$0[2]"),
        ("the last item of {u}", "$0[-1]"), ("the first character of {u}", "$0[0]"), ("the second character of {u}", "$0[1]"),
        ("the third character of {u}", "$0[2]"), ("the last character of {u}", "$0[-1]"),
        ("the item at position {u} of {u}", "$1[$0]"), ("the character at position {u} of {u}", "$1[$0]"),
        ("the entry at {u} of {u}", "$1[$0]"),
        ("the entry in row {u} and column {u} of {u}", "$2[$0][$1]"),
        ("the sum of all items of {u}", "sum($0)"), ("the total of all items of {u}", "sum($0)"),
        ("the largest item of {u}", "max($0)"), ("the smallest item of {u}", "min($0)"), ("the largest key of {u}", "max($0)"),
        ("the smallest key of {u}", "min($0)"),
        ("the remainder when {u} is divided by {u}", "($0 % $1)"), ("the remainder of {u} divided by {u}", "($0 % $1)"),
        ("the rounded-down result of dividing {u} by {u}", "($0 // $1)"),
        ("a copy of {u}", "$0.copy()"), ("the reverse of {u}", "$0[::-1]"), ("the reversed form of {u}", "$0[::-1]"),
        ("a new list of the items of {u}", "list($0)"), ("a list of the characters of {u}", "list($0)"),
        ("a list of the keys of {u}", "list($0)"),
        ("the set of the distinct items of {u}", "set($0)"), ("the character code of {u}", "ord($0)"),
        ("the character with code {u}", "chr($0)"),
        ("the lower-case form of {u}", "$0.lower()"), ("the upper-case form of {u}", "$0.upper()"),
        ("the number of times {u} occurs in {u}", "$1.count($0)"),
        ("the position where {u} first occurs in {u}", "$1.index($0)"), ("the position where {u} first begins in {u}", "$1.index($0)"),
        ("the whole number written in {u}", "int($0)"), ("the whole-number form of {u}", "int($0)"), ("minus {u}", "(-$0)"),
        ("the pairs of position ( from 0 ) and item of {u}", "list(enumerate($0))"),
        ("the pairs of key and value of {u}", "list($0.items())"),
        ("the text of 0b and the binary digits of {u}", "bin($0)"), ("the whole part of {u}", "int($0)"),
        ("the columns of {u}", "list(zip(*$0))"), ("the keys of {u}", "list($0.keys())"), ("the stored values of {u}", "list($0.values())"),
        // What a collection holds; whatever is done with it says what it becomes.
        ("the items of {u}", "$0"), ("the characters of {u}", "$0"), ("the sum of {u}", "sum($0)"), ("the total of {u}", "sum($0)"),
        ("a list of {u}", "list($0)"),
    ]

    private static let plainValues: [(String, String)] = [
        ("whether {c}", "$0"),
        ("1 if {c} , otherwise 0", "(1 if $0 else 0)"),
        ("the value stored under {u} in {u} , or {u} if there is none", "$1.get($0, $2)"),
        ("the value stored under {u} in {u} , after storing {u} there if there was none", "$1.setdefault($0, $2)"),
        ("the value stored under {u} in {u}", "$1[$0]"),
        ("what {u} holds under {u}", "$0[$1]"),
        ("what {n} gives for {l}", "$0($1)"),
        ("the largest of {u} , or {u} if there is none", "max($0, default=$1)"),
        ("the smallest of {u} , or {u} if there is none", "min($0, default=$1)"),
        ("the larger of {u} and {u}", "max($0, $1)"), ("the smaller of {u} and {u}", "min($0, $1)"),
        ("the largest of {l}", "max($0)"), ("the smallest of {l}", "min($0)"),
        ("the part of {u} from position {u} up to , but not including , position {u}", "$0[$1:$2]"),
        ("the part of {u} from position {u} to its end", "$0[$1:]"), ("the part of {u} before position {u}", "$0[:$1]"),
        ("a list of {u} items that are all {u}", "([$1] * $0)"),
        ("a list of {u} items , every one being {u} , each of them a new one of its own", "[$1 for _ in range($0)]"),
        ("a list of {u} items , every one being {u}", "[$1 for _ in range($0)]"),
        ("the list of the whole numbers from {s} up to and including {s}", "list(range($0, $1 + 1))"),
        ("the list of the whole numbers from {s} up to , but not including , {s}", "list(range($0, $1))"),
        ("the list of {u} {f}", "[$0 $1]"), ("the sum of {u} {f}", "sum($0 $1)"), ("the total when counting 1 {f}", "sum(1 $0)"),
        ("the set of the distinct values {u} {f}", "{$0 $1}"), ("the dictionary that gives {u} the value {u} {f}", "{$0: $1 $2}"),
        ("the dictionary that gives {d}", "{$0}"), ("the largest of {u} {f}", "max($0 $1)"), ("the smallest of {u} {f}", "min($0 $1)"),
        ("the largest item of {u} , or {u} if there is none", "max($0, default=$1)"),
        ("the largest key of {u} , or {u} if there is none", "max($0, default=$1)"),
        ("the list of the pieces of {u} when it is cut at every occurrence of {u}", "$0.split($1)"),
        ("the value stored under {u} in {u} , after storing {u} there if there was none", "$1.setdefault($0, $2)"),
        ("the text that one gets by joining , with {u} in between , {u} {f}", "$0.join($1 $2)"),
        ("the text that one gets by joining {u} {f}", "''.join($0 $1)"),
        ("the text that one gets by joining , with {u} in between , {u}", "$0.join($1)"),
        ("the text that one gets by joining {u}", "''.join($0)"),
        ("the text made of {x}", "''.join([$0])"),
        (
            "the pair of the rounded-down quotient and the remainder from dividing these two , the first by the second : {u} and {u}",
            "divmod($0, $1)"
        ),
        ("the list of the words of {u} , as blanks separate them", "$0.split()"),
        ("the bitwise XOR of {u} and {u}", "($0 ^ $1)"), ("the bitwise AND of {u} and {u}", "($0 & $1)"),
        ("the bitwise OR of {u} and {u}", "($0 | $1)"),
        ("the whole part of {u}", "int($0)"),
    ]

    /// Values that end where what stands around them ends.
    static let openValues: [(String, String)] = plainValues + lookedFor + cut

    /// The largest or smallest by a rule.
    private static let lookedFor: [(String, String)] = ["item", "key", "character", "one"].flatMap { noun in
        [("smallest", "min"), ("largest", "max")].map { word, function in
            (
                "the \(noun) of {u} for which {u} ( with {n} standing for the {n} ) is \(word) , the earliest such {n} if several tie",
                "\(function)($0, key=lambda $2: $1)"
            )
        }
    }

    /// What may follow a sum and change it; `$S` is the sum.
    static let endings: [(String, String)] = plainEndings + orders + writing

    private static let plainEndings: [(String, String)] = [
        ("if that counts as true , otherwise {u}", "($S or $0)"), ("if that counts as false , otherwise {u}", "($S and $0)"),
        ("divided by {u} , rounded down", "($S // $0)"), ("divided by {u}", "($S / $0)"), ("to the power of {u}", "($S ** $0)"),
        ("if {c} , otherwise {u}", "($S if $0 else $1)"), ("repeated {u} times", "($S * $0)"),
        ("written out as a text", "str($S)"), ("turned into a text", "str($S)"), ("with any fraction dropped", "int($S)"),
        ("without the blanks at both ends", "$S.strip()"), ("without {u} at the end", "$S.rstrip($0)"),
        ("with every occurrence of {u} replaced by {u}", "$S.replace($0, $1)"),
        ("written with zeros in front up to 2 characters", "format($S, '02d')"),
        ("with zeros put in front until it has {u} characters", "$S.zfill($0)"),
        ("with its bits shifted left by {u}", "($S << $0)"), ("with its bits shifted right by {u}", "($S >> $0)"),
    ]

    static let taken = [
        ("the last item of {u}", "$0.pop()"), ("the first item of {u}", "$0.pop(0)"), ("the item at position {u} of {u}", "$1.pop($0)"),
    ]

    static let quantified = [
        ("at least one {g} is such that {c}", "any($1 $0)"), ("some {g} is such that {c}", "any($1 $0)"),
        ("every {g} is such that {c}", "all($1 $0)"),
    ]

    static let relations = [
        ("is at least {s} and at most {s}", "$0 <= $S <= $1"), ("is at least {s} and less than {s}", "$0 <= $S < $1"),
        ("is greater than {s} and at most {s}", "$0 < $S <= $1"), ("is greater than {s} and less than {s}", "$0 < $S < $1"),
        ("is more than {s} and at most {s}", "$0 < $S <= $1"), ("is more than {s} and less than {s}", "$0 < $S < $1"),
        ("is equal to {s}", "$S == $0"), ("equals {s}", "$S == $0"), ("is the same as {s}", "$S == $0"),
        ("is not equal to {s}", "$S != $0"), ("differs from {s}", "$S != $0"), ("is different from {s}", "$S != $0"),
        ("is less than or equal to {s}", "$S <= $0"), ("is no greater than {s}", "$S <= $0"), ("is at most {s}", "$S <= $0"),
        ("is greater than or equal to {s}", "$S >= $0"), ("is no less than {s}", "$S >= $0"), ("is at least {s}", "$S >= $0"),
        ("is less than {s}", "$S < $0"), ("is smaller than {s}", "$S < $0"), ("is below {s}", "$S < $0"),
        ("is greater than {s}", "$S > $0"), ("is larger than {s}", "$S > $0"), ("is above {s}", "$S > $0"),
        ("comes before or equals {s} in alphabetical order", "$S <= $0"), ("comes after or equals {s} in alphabetical order", "$S >= $0"),
        ("comes before {s} in alphabetical order", "$S < $0"), ("comes after {s} in alphabetical order", "$S > $0"),
        ("is not even", "$S % 2 != 0"), ("is even", "$S % 2 == 0"), ("is odd", "$S % 2 == 1"),
        ("is not divisible by {u}", "$S % $0 != 0"), ("is divisible by {u}", "$S % $0 == 0"),
        ("can be divided by {u} without remainder", "$S % $0 == 0"),
        ("is not among the items of {u}", "$S not in $0"), ("is among the items of {u}", "$S in $0"),
        ("is not a key of {u}", "$S not in $0"), ("is a key of {u}", "$S in $0"),
        ("is not a member of {u}", "$S not in $0"), ("is a member of {u}", "$S in $0"),
        ("does not occur in {u}", "$S not in $0"), ("occurs in {u}", "$S in $0"), ("appears in {u}", "$S in $0"),
        ("is not null", "$S is not None"), ("is null", "$S is None"),
        ("is not zero", "$S != 0"), ("is zero", "$S == 0"), ("is not empty", "len($S) > 0"), ("is empty", "len($S) == 0"),
        ("is a whole number", "isinstance($S, int)"), ("is a list", "isinstance($S, list)"),
        ("is a dictionary", "isinstance($S, dict)"), ("is not in {u}", "$S not in $0"), ("is in {u}", "$S in $0"),
        ("has small letters and no capital ones", "$S.islower()"),
        ("is not among ( the whole numbers from {s} up to and including {s} )", "$S not in range($0, $1 + 1)"),
        ("is true", "$S"), ("is false", "not $S"), ("is made of digits only and is not empty", "$S.isdigit()"),
        ("is made of letters only and is not empty", "$S.isalpha()"), ("begins with {u}", "$S.startswith($0)"),
        ("ends with {u}", "$S.endswith($0)"),
        ("counts as true", "$S"), ("counts as false", "not $S"),
    ]

    static let loops = [
        (
            "let {t} run through the whole numbers that start at {s} and go on in steps of {s} , stopping before {s} is reached or passed",
            "for $0 in range($1, $3, $2):"
        ),
        (
            "go through the whole numbers that start at {s} and go on in steps of {s} , stopping before {s} is reached or passed , calling the current one {t}",
            "for $3 in range($0, $2, $1):"
        ),
        ("let {t} run through the whole numbers from {s} up to and including {s} , in steps of {n}", "for $0 in range($1, $2 + 1, $3):"),
        (
            "let {t} run through the whole numbers from {s} up to , but not including , {s} , in steps of {u}",
            "for $0 in range($1, $2, $3):"
        ),
        ("let {t} run through the whole numbers from {s} up to and including {s} , in steps of {u}", "for $0 in range($1, $2 + 1, $3):"),
        ("let {t} run through the whole numbers from {s} up to and including {s}", "for $0 in range($1, $2 + 1):"),
        ("let {t} run through the whole numbers from {s} up to , but not including , {s}", "for $0 in range($1, $2):"),
        ("let {t} run through the whole numbers from {s} down to and including {s}", "for $0 in range($1, $2 - 1, -1):"),
        ("let {t} run through the whole numbers from {s} down to , but not including {s}", "for $0 in range($1, $2, -1):"),
        (
            "go through the whole numbers from {s} up to , but not including , {s} , in steps of {u} , calling the current one {t}",
            "for $3 in range($0, $1, $2):"
        ),
        (
            "go through the whole numbers from {s} up to and including {s} , in steps of {u} , calling the current one {t}",
            "for $3 in range($0, $1 + 1, $2):"
        ),
        ("go through the whole numbers from {s} up to and including {s} , calling the current one {t}", "for $2 in range($0, $1 + 1):"),
        ("go through the whole numbers from {s} up to , but not including , {s} , calling the current one {t}", "for $2 in range($0, $1):"),
        (
            "go through the whole numbers from {s} down to and including {s} , calling the current one {t}",
            "for $2 in range($0, $1 - 1, -1):"
        ),
        (
            "go through the whole numbers from {s} down to , but not including {s} , calling the current one {t}",
            "for $2 in range($0, $1, -1):"
        ),
        ("go through {u} one by one , from first to last , calling the current one {t}", "for $1 in $0:"),
        ("take {u} one by one , in order , and call the one at hand {t}", "for $1 in $0:"),
        ("go through the keys of {u} in the order in which they were added , calling the current one {t}", "for $1 in $0:"),
        (
            "go through {u} in the order in which its keys were added , calling the key {t} and the value stored under it {t}",
            "for $1, $2 in $0.items():"
        ),
        (
            "go through {u} from first to last , keeping a running number {t} that starts at {u} and calling the current item {t}",
            "for $1, $3 in enumerate($0, $2):"
        ),
        (
            "go through {u} and {u} side by side until the shorter runs out , calling their current items , in this order , {t} and {t}",
            "for $2, $3 in zip($0, $1):"
        ),
        ("go through {u} backwards , from its last item to its first , calling the current one {t}", "for $1 in reversed($0):"),
        ("go through {u} one by one , from first to last , taking the current one apart into {t}", "for $1 in $0:"),
    ]

    static let statements: [(String, String)] = plainStatements + sorting

    private static let plainStatements: [(String, String)] = [
        ("set up a counter named {t} that starts at {v}", "$0 = $1"), ("start a count called {t} at {v}", "$0 = $1"),
        ("start {t} at {v}", "$0 = $1"), ("start {t} as {v}", "$0 = $1"), ("let {t} start out as {v}", "$0 = $1"),
        ("begin with {t} equal to {v}", "$0 = $1"), ("create {u} called {t}", "$1 = $0"), ("work out {u} and call it {t}", "$1 = $0"),
        ("take the last item off {u} and call it {t}", "$1 = $0.pop()"),
        ("remove the last item of {u} and let {t} be that item", "$1 = $0.pop()"),
        ("let {n} and {n} exchange their values", "$0, $1 = $1, $0"), ("swap {n} and {n}", "$0, $1 = $1, $0"),
        ("swap the items at positions {u} and {u} of {u}", "$2[$0], $2[$1] = $2[$1], $2[$0]"),
        ("work out , one after the other , {l} , and then put these , in that order , into {p}", "$1 = $0"),
        ("work out {l} before changing anything , and then put these , in that order , into {p}", "$1 = $0"),
        ("with the values as they are now , work out {l} ; then let {p} be these , in that order", "$1 = $0"),
        ("take {u} apart and call its 2 parts , in order , {p}", "$1 = $0"),
        ("split {u} into its 2 parts , which are , in order , {p}", "$1 = $0"),
        ("set {t} to {u} and {t} to {v}", "$0 = $1\n$2 = $3"), ("set {t} to {u} , {t} to {u} and {t} to {v}", "$0 = $1\n$2 = $3\n$4 = $5"),
        ("set {t} and {t} both to {v}", "$0 = $1 = $2"), ("set {t} , {t} and {t} all to {v}", "$0 = $1 = $2 = $3"),
        ("take {u} apart and call its first part {t} , and the list of all the rest {t}", "$1, *$2 = $0"),
        ("split {u} up and call its first part {t} , and the list of all the rest {t}", "$1, *$2 = $0"),
        ("take {u} apart and call its 3 parts , in order , {p}", "$1 = $0"),
        ("take {u} apart and call its 4 parts , in order , {p}", "$1 = $0"),
        ("split {u} into its 3 parts , which are , in order , {p}", "$1 = $0"),
        ("split {u} into its 4 parts , which are , in order , {p}", "$1 = $0"),
        ("store {u} under {u} in {u} if nothing is stored there yet", "$2.setdefault($1, $0)"),
        ("take the member {u} out of {u}", "$1.remove($0)"), ("remove the first item of {u} that equals {u}", "$0.remove($1)"),
        ("remove the key {u} with its value from {u}", "del $1[$0]"), ("remove the key {u} and its value from {u}", "$1.pop($0)"),
        ("insert {u} into {u} at position {u} , moving what follows one place back", "$1.insert($2, $0)"),
        ("turn {u} around , so that its items stand in reverse order", "$0.reverse()"),
        ("remove the item at position {u} from {u}", "$1.pop($0)"),
        ("let {t} stand for {u} ( itself , not a copy )", "$0 = $1"),
        ("set {t} to {v}", "$0 = $1"), ("make {t} equal to {v}", "$0 = $1"), ("let {t} now be {v}", "$0 = $1"),
        ("let {t} be {v}", "$0 = $1"),
        ("add {u} to {u} as its new last item", "$1.append($0)"), ("append every item of {u} to {t} , in order", "$1 += $0"),
        ("append {u} ( itself , not a copy ) to {u}", "$1.append($0)"), ("append {u} to {u}", "$1.append($0)"),
        ("put {u} into the set {u} ( nothing changes if it is already there )", "$1.add($0)"),
        ("put {u} at the end of the text {t}", "$1 += $0"), ("put {u} ( itself , not a copy ) at the end of {u}", "$1.append($0)"),
        ("add {u} ( itself , not a copy ) to {u} as its new last item", "$1.append($0)"),
        ("put {u} at the end of {u}", "$1.append($0)"), ("put {u} at position {u} of {u} , replacing what was there", "$2[$1] = $0"),
        ("replace the item at position {u} of {u} by {u}", "$1[$0] = $2"), ("store {u} under {u} in {u}", "$2[$1] = $0"),
        ("let {u} hold {u} under {u}", "$0[$2] = $1"), ("raise the count {t} by {v}", "$0 += $1"), ("add {u} to {t}", "$1 += $0"),
        ("increase {t} by {v}", "$0 += $1"), ("raise {t} by {v}", "$0 += $1"), ("subtract {u} from {t}", "$1 -= $0"),
        ("decrease {t} by {v}", "$0 -= $1"), ("lower {t} by {v}", "$0 -= $1"), ("multiply {t} by {v}", "$0 *= $1"),
        ("replace {t} by {v}", "$0 = $1"), ("let {t} become {v}", "$0 = $1"),
        ("remove the last item of {u}", "$0.pop()"), ("take the last item off {u}", "$0.pop()"),
        ("run {n} for {l} , without keeping what it gives", "$0($1)"), ("do nothing", "pass"),
    ]
}
