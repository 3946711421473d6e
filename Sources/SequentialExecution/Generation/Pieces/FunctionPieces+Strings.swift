extension FunctionPieces {
    /// Texts, letter by letter.
    static let strings = [
        """
        TEXT -> X
        OUT = len(TEXT) * C2_9
        """,
        """
        TEXT -> X
        OUT = 0
        for letter in TEXT:
            if letter in 'aeiou':
                OUT += C1_5
        """,
        """
        TEXT -> TEXT
        OUT = TEXT[::-1]
        """,
        """
        TEXT N -> TEXT
        OUT = ''
        for letter in TEXT:
            if 'a' <= letter <= 'z':
                OUT += chr((ord(letter) - 97 + N) % 26 + 97)
            else:
                OUT += letter
        """,
        """
        TEXT -> X
        OUT = 0
        length = 0
        previous = ''
        for letter in TEXT:
            if letter == previous:
                length += 1
            else:
                OUT += length * length
                length = 1
                previous = letter
        OUT += length
        """,
        """
        TEXT -> TEXT
        OUT = ''
        for place, letter in enumerate(TEXT):
            if place % C2_3 == 0:
                OUT += letter.upper()
            else:
                OUT += letter
        """,
        """
        TEXT -> TRUTH
        OUT = TEXT == TEXT[::-1]
        """,
        """
        TEXT -> TEXT
        OUT = ''
        for letter in TEXT:
            if letter not in OUT:
                OUT += letter
        """,
        """
        TEXT -> X
        OUT = 0
        for place, letter in enumerate(TEXT, start=1):
            OUT = (OUT + ord(letter) * place) % C50_99
        """,
        """
        TEXT -> NUMS
        OUT = []
        for letter in TEXT:
            OUT.append(ord(letter) % C7_20)
        """,
        """
        TEXT N -> TEXT
        OUT = TEXT
        if len(OUT) > 0:
            cut = N % len(OUT)
            OUT = OUT[cut:] + OUT[:cut]
        """,
        """
        TEXT -> X
        OUT = 0
        for place in range(len(TEXT) // 2):
            if TEXT[place] == TEXT[len(TEXT) - 1 - place]:
                OUT += C1_4
        """,
        """
        DIGITS -> X
        OUT = 0
        for digit in DIGITS:
            OUT += int(digit) * C1_4
        """,
        """
        DIGITS -> X
        OUT = 0
        for place, digit in enumerate(reversed(DIGITS)):
            value = int(digit)
            if place % 2 == 1:
                value *= 2
                if value > 9:
                    value -= 9
            OUT += value
        """,
        """
        DIGITS -> NUMS
        OUT = []
        for digit in DIGITS:
            if not OUT or OUT[-1] != int(digit):
                OUT.append(int(digit))
        """,
        """
        TEXT -> TEXT
        OUT = ''
        i = 0
        while i < len(TEXT):
            run = 1
            while i + run < len(TEXT) and TEXT[i + run] == TEXT[i]:
                run += 1
            OUT += TEXT[i] + str(run)
            i += run
        """,
        """
        TEXT -> X
        OUT = 0
        for left in range(len(TEXT)):
            seen = ''
            for letter in TEXT[left:]:
                if letter in seen:
                    break
                seen += letter
            OUT = max(OUT, len(seen))
        """,
    ]
}
