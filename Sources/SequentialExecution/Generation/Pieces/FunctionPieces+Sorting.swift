extension FunctionPieces {
    /// Sorting and searching.
    static let sorting = [
        """
        NUMS -> NUMS
        OUT = sorted(NUMS)
        """,
        """
        NUMS -> X
        ordered = sorted(NUMS)
        OUT = ordered[len(ordered) // 2] if ordered else C0_5
        """,
        """
        NUMS -> NUMS
        OUT = NUMS[:]
        for end in range(len(OUT) - 1, 0, -1):
            for place in range(end):
                if OUT[place] > OUT[place + 1]:
                    OUT[place], OUT[place + 1] = OUT[place + 1], OUT[place]
        """,
        """
        NUMS -> NUMS
        OUT = []
        for item in NUMS:
            place = 0
            while place < len(OUT) and OUT[place] <= item:
                place += 1
            OUT.insert(place, item)
        """,
        """
        NUMS -> NUMS
        OUT = NUMS[:]
        for start in range(len(OUT)):
            lowest = start
            for place in range(start + 1, len(OUT)):
                if OUT[place] % C10_20 < OUT[lowest] % C10_20:
                    lowest = place
            if lowest != start:
                OUT[start], OUT[lowest] = OUT[lowest], OUT[start]
        """,
        """
        NUMS -> X
        ordered = sorted(NUMS, reverse=True)
        OUT = 0
        for rank, item in enumerate(ordered, start=1):
            if item >= rank:
                OUT = rank
        """,
        """
        NUMS X -> X
        ordered = sorted(NUMS)
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if ordered[middle] < X:
                low = middle + 1
            else:
                high = middle
        OUT = low
        """,
        """
        WORDS -> WORDS
        OUT = sorted(WORDS, key=lambda word: (len(word), word))
        """,
        """
        NUMS -> NUMS
        left = sorted(NUMS)
        right = [item + C1_9 for item in left]
        OUT = []
        i = j = 0
        while i < len(left) and j < len(right):
            if left[i] <= right[j]:
                OUT.append(left[i])
                i += 1
            else:
                OUT.append(right[j])
                j += C1_2
        """,
    ]
}
