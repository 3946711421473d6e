extension FunctionPieces {
    /// Digits, divisors, primes, powers.
    static let numberTheory = [
        """
        X -> X
        OUT = 0
        rest = abs(X)
        while rest > 0:
            OUT += rest % C3_10
            rest //= C3_10
        """,
        """
        X N -> X
        first, second = abs(X) + C2_30, N + C2_9
        while second != 0:
            first, second = second, first % second
        OUT = first
        """,
        """
        N -> X
        OUT = 0
        for number in range(2, N + C2_4):
            prime = True
            for divisor in range(2, number):
                if number % divisor == 0:
                    prime = False
                    break
            if prime:
                OUT += number
        """,
        """
        N -> X
        value = N + C1_20
        OUT = 0
        while value != 1 and OUT < C8_16:
            if value % 2 == 0:
                value //= 2
            else:
                value = C3_3 * value + 1
            OUT += 1
        """,
        """
        X -> NUMS
        OUT = []
        rest = abs(X) + C4_60
        divisor = 2
        while divisor * divisor <= rest:
            if rest % divisor == 0:
                OUT.append(divisor)
                rest //= divisor
            else:
                divisor += 1
        OUT.append(rest)
        """,
        """
        N -> X
        OUT = 1
        for factor in range(2, N + 1):
            OUT = OUT * factor % C31_97
        """,
        """
        X N -> NUMS
        OUT = []
        for candidate in range(1, abs(X) % C9_16 + N):
            if (abs(X) + C6_24) % candidate == 0:
                OUT.append(candidate)
        """,
        """
        X -> X
        reversed_value = 0
        rest = abs(X)
        while rest > 0:
            reversed_value = reversed_value * 10 + rest % 10
            rest //= 10
        OUT = reversed_value % C50_97
        """,
        """
        N -> X
        previous, OUT = C0_2, C1_3
        for _ in range(N):
            previous, OUT = OUT, (previous + OUT) % C40_99
        """,
        """
        X N -> X
        OUT = 1
        base = abs(X) % C5_19 + 2
        exponent = N
        while exponent > 0:
            if exponent % 2 == 1:
                OUT = OUT * base % C23_89
            base = base * base % C23_89
            exponent //= 2
        """,
        """
        X -> X
        OUT = 0
        bits = abs(X) % C64_255 + 1
        while bits > 0:
            if bits & 1 == 1:
                OUT += 1
            bits >>= 1
        """,
        """
        N -> X
        OUT = 0
        for a in range(1, N + 1):
            for b in range(a, N + 1):
                if (a * a + b * b) % C3_9 == 0:
                    OUT += 1
        """,
        """
        X -> TEXT
        OUT = ''
        rest = abs(X) % C100_900
        while rest > 0:
            OUT = str(rest % C2_5) + OUT
            rest //= C2_5
        """,
    ]
}
