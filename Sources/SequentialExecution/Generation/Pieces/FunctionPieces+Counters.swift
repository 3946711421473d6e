extension FunctionPieces {
    /// Dictionaries and sets that count.
    static let counters = [
        """
        TEXT -> TALLY
        OUT = {}
        for letter in TEXT:
            OUT[letter] = OUT.get(letter, 0) + 1
        """,
        """
        TALLY -> X
        OUT = 0
        for key in TALLY:
            if TALLY[key] > 1:
                OUT += TALLY[key] * C1_5
        """,
        """
        TALLY -> TEXT
        OUT = ''
        for key in sorted(TALLY):
            OUT += key + str(TALLY[key])
        """,
        """
        TALLY -> NUMS
        OUT = sorted(TALLY.values())
        """,
        """
        TALLY -> X
        OUT = 0
        for key, amount in TALLY.items():
            if amount % 2 == 1:
                OUT += amount
            else:
                OUT -= C1_3
        """,
        """
        NUMS -> X
        counts = {}
        for item in NUMS:
            counts[item] = counts.get(item, 0) + 1
        OUT = 0
        for item in counts:
            if counts[item] == 1:
                OUT += item
        """,
        """
        NUMS -> NUMS
        groups = {}
        for item in NUMS:
            key = item % C2_4
            if key not in groups:
                groups[key] = []
            groups[key].append(item)
        OUT = []
        for key in sorted(groups):
            OUT.append(len(groups[key]) * (key + 1))
        """,
        """
        NUMS -> X
        candidate = C0_9
        votes = 0
        for item in NUMS:
            if votes == 0:
                candidate = item
                votes = 1
            elif item == candidate:
                votes += 1
            else:
                votes -= 1
        OUT = candidate
        """,
        """
        NUMS X -> X
        seen = {}
        OUT = -1
        for place, item in enumerate(NUMS):
            if X - item in seen:
                OUT = seen[X - item] * C2_9 + place
                break
            seen[item] = place
        """,
        """
        TEXT -> X
        counts = {}
        for letter in TEXT:
            if letter in counts:
                counts[letter] += 1
            else:
                counts[letter] = 1
        OUT = len(TEXT)
        for place in range(len(TEXT)):
            if counts[TEXT[place]] == 1:
                OUT = place
                break
        """,
        """
        NUMS N -> X
        buckets = [0] * (N + 1)
        for item in NUMS:
            buckets[item % (N + 1)] += 1
        OUT = max(buckets) * C2_9 + buckets[0]
        """,
        """
        WORDS -> X
        lengths = {}
        for word in WORDS:
            lengths.setdefault(len(word), []).append(word)
        OUT = 0
        for size in lengths:
            OUT = max(OUT, size * len(lengths[size]))
        """,
        """
        TEXT -> X
        unique = set()
        OUT = 0
        for letter in TEXT:
            if letter in unique:
                OUT += C1_4
            unique.add(letter)
        OUT += len(unique)
        """,
    ]
}
