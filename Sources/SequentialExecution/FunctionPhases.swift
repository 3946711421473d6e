/// Pieces of procedures from different fields, as Python over shared state: `total` (a number), `nums` (a list of numbers), `text` (small
/// letters) and `n` (a small number). `@` makes names of one piece its own; `#1` and `#2` are numbers drawn for it.
enum FunctionPhases {
    struct Phase {
        var field: String
        var source: String
    }

    static let all: [Phase] = [
        Phase(
            field: "number theory",
            source: """
                rest@ = abs(total) + #1
                while rest@ > 0:
                    total += rest@ % 10
                    rest@ //= 10
                """),
        Phase(
            field: "number theory",
            source: """
                first@, second@ = abs(total) + #1, n + #2
                while second@ != 0:
                    first@, second@ = second@, first@ % second@
                total += first@
                """),
        Phase(
            field: "number theory",
            source: """
                for number@ in range(2, n + 3):
                    prime@ = True
                    for divisor@ in range(2, number@):
                        if number@ % divisor@ == 0:
                            prime@ = False
                            break
                    if prime@:
                        total += number@
                """),
        Phase(
            field: "number theory",
            source: """
                value@ = n
                steps@ = 0
                while value@ > 1 and steps@ < #1:
                    if value@ % 2 == 0:
                        value@ //= 2
                    else:
                        value@ = 3 * value@ + 1
                    steps@ += 1
                total += steps@
                """),
        Phase(
            field: "lists",
            source: """
                kept@ = []
                for item@ in nums:
                    if item@ not in kept@:
                        kept@.append(item@)
                    else:
                        total += #1
                nums = kept@
                """),
        Phase(
            field: "lists",
            source: """
                running@ = 0
                for place@ in range(len(nums)):
                    running@ += nums[place@]
                    nums[place@] = running@ % #2
                """),
        Phase(
            field: "lists",
            source: """
                for place@ in range(len(nums) - 1):
                    if nums[place@] > nums[place@ + 1]:
                        nums[place@], nums[place@ + 1] = nums[place@ + 1], nums[place@]
                """),
        Phase(
            field: "lists",
            source: """
                if len(nums) > 1:
                    nums = nums[1:] + nums[:1]
                    total += nums[0]
                """),
        Phase(
            field: "lists",
            source: """
                best@ = 0
                current@ = 0
                for item@ in nums:
                    current@ = max(0, current@ + item@ - #2)
                    best@ = max(best@, current@)
                total += best@
                """),
        Phase(
            field: "strings",
            source: """
                for letter@ in text:
                    if letter@ in 'aeiou':
                        total += #1
                    elif letter@ > 'm':
                        total -= 1
                """),
        Phase(
            field: "strings",
            source: """
                shifted@ = ''
                for letter@ in text:
                    shifted@ += chr((ord(letter@) - 97 + #1) % 26 + 97)
                text = shifted@
                """),
        Phase(
            field: "strings",
            source: """
                length@ = 0
                previous@ = ''
                for letter@ in text:
                    if letter@ == previous@:
                        length@ += 1
                    else:
                        total += length@ * #1
                        length@ = 1
                        previous@ = letter@
                """),
        Phase(
            field: "counters",
            source: """
                counts@ = {}
                for letter@ in text:
                    counts@[letter@] = counts@.get(letter@, 0) + 1
                for letter@ in counts@:
                    if counts@[letter@] > 1:
                        total += counts@[letter@] * #1
                """),
        Phase(
            field: "counters",
            source: """
                groups@ = {}
                for item@ in nums:
                    key@ = item@ % #1
                    if key@ not in groups@:
                        groups@[key@] = []
                    groups@[key@].append(item@)
                for key@ in sorted(groups@.keys()):
                    total += len(groups@[key@]) * (key@ + 1)
                """),
        Phase(
            field: "simulation",
            source: """
                position@ = 0
                for item@ in nums:
                    if item@ % 2 == 0:
                        position@ += item@
                    else:
                        position@ -= #1
                    if position@ < 0:
                        position@ = 0
                        total += 1
                total += position@
                """),
        Phase(
            field: "simulation",
            source: """
                queue@ = nums[:]
                served@ = 0
                while len(queue@) > 0 and served@ < #1 + #2:
                    head@ = queue@.pop(0)
                    if head@ > #2:
                        queue@.append(head@ - #2)
                    served@ += 1
                total += served@
                """),
        Phase(
            field: "simulation",
            source: """
                stack@ = []
                for item@ in nums:
                    while len(stack@) > 0 and stack@[-1] < item@:
                        stack@.pop()
                        total += 1
                    stack@.append(item@)
                total += len(stack@)
                """),
        Phase(
            field: "matrices",
            source: """
                grid@ = [[(row@ * #1 + column@ * n) % #2 for column@ in range(3)] for row@ in range(3)]
                for row@ in range(3):
                    for column@ in range(3):
                        if row@ == column@:
                            total += grid@[row@][column@]
                        elif grid@[row@][column@] == 0:
                            total -= 1
                """),
        Phase(
            field: "automata",
            source: """
                state@ = 0
                for letter@ in text:
                    if state@ == 0:
                        if letter@ in 'aeiou':
                            state@ = 1
                    elif state@ == 1:
                        if letter@ > 'k':
                            state@ = 2
                        else:
                            state@ = 0
                    else:
                        total += #1
                        state@ = 0
                total += state@
                """),
        Phase(
            field: "recursion",
            source: """
                def climb@(height):
                    if height < 2:
                        return 1
                    return climb@(height - 1) + climb@(height - 2)
                total += climb@(min(n, #1))
                """),
        Phase(
            field: "recursion",
            source: """
                def fold@(items):
                    if len(items) == 0:
                        return #1
                    return items[0] - fold@(items[1:])
                total += fold@(nums)
                """),
    ]

    /// Single lines that close small gaps in the score.
    static let fillers = ["total += #1", "total -= n", "total = total % (#2 + 90)", "total += n * #1"]
}
