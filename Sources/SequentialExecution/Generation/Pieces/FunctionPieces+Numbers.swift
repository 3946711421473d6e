extension FunctionPieces {
    /// Short ones, for small functions and for closing small gaps.
    static let numbers = [
        """
        X N -> X
        OUT = X * C2_9 + N
        """,
        """
        X -> X
        OUT = X + C1_20
        """,
        """
        X N -> X
        OUT = X - C2_6 * N
        """,
        """
        X -> N
        OUT = abs(X) % C4_11 + 1
        """,
        """
        N -> X
        OUT = N * N - C1_9
        """,
        """
        X N -> X
        OUT = max(X, N * C2_5)
        """,
        """
        X N -> X
        OUT = min(X, C10_40) - N
        """,
        """
        X -> X
        OUT = X // C2_5 + X % C2_5
        """,
        """
        X N -> X
        if X > C5_30:
            OUT = X - C5_30
        else:
            OUT = X + N
        """,
        """
        X -> X
        if X % 2 == 0:
            OUT = X // 2
        else:
            OUT = 3 * X + 1
        """,
        """
        X -> X
        OUT = X
        if OUT < 0:
            OUT = -OUT
        """,
        """
        X N -> TRUTH
        OUT = X % (N + 1) == 0
        """,
        """
        X -> TEXT
        if X > C8_20:
            OUT = 'big'
        elif X > C2_7:
            OUT = 'fair'
        else:
            OUT = 'tiny'
        """,
        """
        X TRUTH -> X
        OUT = X + C1_9 if TRUTH else X - C1_9b
        """,
        """
        N -> X
        OUT = 0
        for step in range(1, N + 1):
            OUT += step * C1_4
        """,
        """
        X N -> X
        OUT = X
        while OUT < C20_60:
            OUT += N + 1
        """,
        """
        X -> X
        OUT = X % C7_30 + C1_5
        """,
    ]
}
