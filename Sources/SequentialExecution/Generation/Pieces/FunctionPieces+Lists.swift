extension FunctionPieces {
    /// Lists of numbers.
    static let lists = [
        """
        NUMS -> X
        OUT = sum(NUMS) + C1_9
        """,
        """
        NUMS N -> X
        OUT = 0
        for item in NUMS:
            if item > N:
                OUT += item
        """,
        """
        NUMS -> X
        OUT = 0
        for place, item in enumerate(NUMS):
            if place % 2 == 0:
                OUT += item
            else:
                OUT -= item
        """,
        """
        NUMS -> NUMS
        OUT = []
        for item in NUMS:
            if item not in OUT:
                OUT.append(item)
        """,
        """
        NUMS -> NUMS
        running = 0
        OUT = []
        for item in NUMS:
            running += item
            OUT.append(running % C10_50)
        """,
        """
        NUMS N -> NUMS
        OUT = NUMS
        if len(OUT) > 1:
            turn = N % len(OUT)
            OUT = OUT[turn:] + OUT[:turn]
        """,
        """
        NUMS -> X
        OUT = 0
        current = 0
        for item in NUMS:
            current = max(0, current + item - C2_9)
            OUT = max(OUT, current)
        """,
        """
        NUMS -> X
        OUT = 0
        length = 0
        for place in range(len(NUMS)):
            if place > 0 and NUMS[place] > NUMS[place - 1]:
                length += 1
            else:
                length = 1
            OUT = max(OUT, length)
        """,
        """
        NUMS N -> NUMS
        OUT = [item * C2_4 - N for item in NUMS]
        """,
        """
        NUMS -> NUMS
        OUT = [item for item in NUMS if item % C2_4 != 0]
        """,
        """
        NUMS X -> N
        OUT = 1
        for item in NUMS:
            if item < X and OUT < C6_11:
                OUT += 1
        """,
        """
        NUMS -> NUMS
        OUT = []
        for place in range(len(NUMS)):
            left = NUMS[place - 1] if place > 0 else 0
            right = NUMS[place + 1] if place + 1 < len(NUMS) else 0
            OUT.append(NUMS[place] + left - right)
        """,
        """
        NUMS -> X
        OUT = 0
        for left, right in zip(NUMS, NUMS[1:]):
            if left > right:
                OUT += left - right
            elif left == right:
                OUT += C1_5
        """,
        """
        NUMS -> TRUTH
        OUT = True
        for place in range(len(NUMS) // 2):
            if NUMS[place] != NUMS[len(NUMS) - 1 - place]:
                OUT = False
                break
        """,
        """
        NUMS -> X
        OUT = 0
        for i in range(len(NUMS)):
            for j in range(i + 1, len(NUMS)):
                if (NUMS[i] + NUMS[j]) % C2_5 == 0:
                    OUT += 1
        """,
        """
        NUMS N -> NUMS
        OUT = []
        for start in range(0, len(NUMS), C2_3):
            block = NUMS[start:start + C2_3]
            OUT.append(sum(block) % (N + C5_20))
        """,
        """
        NUMS -> X
        OUT = -1
        for place in range(1, len(NUMS) - 1):
            if NUMS[place - 1] < NUMS[place] > NUMS[place + 1]:
                OUT = place
                break
        """,
        """
        NUMS -> NUMS
        low = [item for item in NUMS if item < C4_12]
        high = [item for item in NUMS if item >= C4_12]
        OUT = high + low
        """,
        """
        NUMS X -> X
        best = None
        for item in NUMS:
            gap = abs(item - X)
            if best is None or gap < best:
                best = gap
        OUT = best if best is not None else C1_9
        """,
        """
        NUMS N -> NUMS
        OUT = list(NUMS)
        OUT.append(N)
        OUT.insert(0, C1_9)
        OUT.reverse()
        """,
    ]
}
