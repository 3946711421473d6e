extension FunctionPieces {
    /// Helpers that ask for themselves.
    static let recursion = [
        """
        N -> X
        def climb(height):
            if height < 2:
                return 1
            return climb(height - 1) + climb(height - 2)
        OUT = climb(N % 5 + C1_2)
        """,
        """
        NUMS -> X
        def fold(items):
            if len(items) == 0:
                return C1_9
            return items[0] - fold(items[1:])
        OUT = fold(NUMS)
        """,
        """
        X -> X
        def digits(value):
            if value < 10:
                return value
            return value % 10 + digits(value // 10)
        OUT = digits(abs(X) * C2_30 + 1)
        """,
        """
        TEXT -> TEXT
        def squeeze(letters):
            if len(letters) < 2:
                return letters
            if letters[0] == letters[1]:
                return squeeze(letters[1:])
            return letters[0] + squeeze(letters[1:])
        OUT = squeeze(TEXT)
        """,
        """
        X N -> X
        def common(a, b):
            if b == 0:
                return a
            return common(b, a % b)
        OUT = common(abs(X) + C6_40, N + C2_12)
        """,
        """
        N -> NUMS
        OUT = []
        def shrink(value):
            OUT.append(value)
            if value > 1:
                shrink(value // 2 if value % 2 == 0 else value - 1)
        shrink(N + C5_20)
        """,
        """
        N -> TEXT
        def spell(value):
            if value == 0:
                return ''
            return spell(value // 2) + str(value % 2)
        OUT = spell(N + C3_20)
        """,
        """
        NUMS -> X
        def best(place):
            if place >= len(NUMS):
                return 0
            return max(best(place + 1), NUMS[place] + best(place + 2))
        OUT = best(max(0, len(NUMS) - 4))
        """,
        """
        N -> X
        memo = {}
        def ways(left):
            if left < 0:
                return 0
            if left == 0:
                return 1
            if left not in memo:
                memo[left] = ways(left - 1) + ways(left - C2_3)
            return memo[left]
        OUT = ways(N)
        """,
    ]
}
