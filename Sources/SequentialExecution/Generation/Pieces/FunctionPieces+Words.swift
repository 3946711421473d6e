extension FunctionPieces {
    /// Words and sentences.
    static let words = [
        """
        SENTENCE -> WORDS
        OUT = SENTENCE.split()
        """,
        """
        SENTENCE -> X
        OUT = 0
        for word in SENTENCE.split():
            if len(word) > C2_4:
                OUT += len(word)
        """,
        """
        SENTENCE -> TEXT
        OUT = ' '.join(word[::-1] for word in SENTENCE.split())
        """,
        """
        SENTENCE -> TEXT
        parts = []
        for word in SENTENCE.split():
            if word[0] in 'aeiou':
                parts.append(word + 'way')
            else:
                parts.append(word[1:] + word[0] + 'ay')
        OUT = ' '.join(parts)
        """,
        """
        WORDS -> TEXT
        OUT = ''
        for word in WORDS:
            if len(word) > len(OUT):
                OUT = word
        """,
        """
        WORDS -> X
        OUT = 0
        for word in WORDS:
            if word.startswith('s') or word.endswith('e'):
                OUT += C2_6
            else:
                OUT += 1
        """,
        """
        WORDS -> TEXT
        OUT = '-'.join(word[0].upper() + word[1:] for word in WORDS if len(word) > 0)
        """,
        """
        WORDS N -> WORDS
        OUT = []
        for word in WORDS:
            if len(word) % C2_3 == N % C2_3:
                OUT.append(word)
            else:
                OUT.insert(0, word.lower())
        """,
        """
        WORDS -> NUMS
        OUT = [len(word) * C1_5 for word in WORDS]
        """,
        """
        WORDS -> X
        OUT = 0
        for before, after in zip(WORDS, WORDS[1:]):
            if before[-1] == after[0]:
                OUT += C2_5
            elif before < after:
                OUT += 1
        """,
        """
        WORDS -> TALLY
        OUT = {}
        for word in WORDS:
            key = word[0]
            if key not in OUT:
                OUT[key] = 0
            OUT[key] += len(word)
        """,
        """
        SENTENCE -> TALLY
        OUT = {}
        for word in SENTENCE.split():
            OUT[word] = OUT.get(word, 0) + 1
        """,
    ]
}
