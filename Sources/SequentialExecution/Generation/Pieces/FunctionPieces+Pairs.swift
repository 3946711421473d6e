extension FunctionPieces {
    /// Pairs of numbers: points, intervals, trades.
    static let pairs = [
        """
        PAIRS -> X
        OUT = 0
        for left, right in PAIRS:
            if left < right:
                OUT += right - left
            else:
                OUT -= C1_5
        """,
        """
        PAIRS -> NUMS
        OUT = [left * C1_4 + right for left, right in PAIRS]
        """,
        """
        PAIRS -> X
        OUT = 0
        for i in range(len(PAIRS)):
            for j in range(i + 1, len(PAIRS)):
                gap = abs(PAIRS[i][0] - PAIRS[j][0]) + abs(PAIRS[i][1] - PAIRS[j][1])
                if gap < C4_12:
                    OUT += gap
        """,
        """
        PAIRS -> NUMS
        merged = []
        for pair in sorted(PAIRS):
            low, high = min(pair), max(pair)
            if merged and low <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], high)
            else:
                merged.append([low, high])
        OUT = [high - low for low, high in merged]
        """,
        """
        PAIRS -> X
        stock = C5_20
        OUT = 0
        for amount, price in PAIRS:
            sold = min(stock, amount)
            stock -= sold
            OUT += sold * price
        OUT = OUT % C60_99 + stock
        """,
        """
        PAIRS N -> PAIRS
        OUT = []
        for left, right in PAIRS:
            if (left + right) % C2_3 == N % C2_3:
                OUT.append([right, left])
            else:
                OUT.append([left, right + 1])
        """,
        """
        PAIRS -> TALLY
        OUT = {'rising': 0, 'falling': 0, 'level': 0}
        for left, right in PAIRS:
            if left < right:
                OUT['rising'] += 1
            elif left > right:
                OUT['falling'] += 1
            else:
                OUT['level'] += C1_3
        """,
        """
        PAIRS -> X
        OUT = 0
        for place in range(len(PAIRS)):
            x1, y1 = PAIRS[place]
            x2, y2 = PAIRS[(place + 1) % len(PAIRS)]
            OUT += x1 * y2 - x2 * y1
        OUT = abs(OUT)
        """,
    ]
}
