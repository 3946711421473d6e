extension FunctionPieces {
    /// Small machines with states.
    static let automata = [
        """
        TEXT -> X
        state = 0
        OUT = 0
        for letter in TEXT:
            if state == 0:
                if letter in 'aeiou':
                    state = 1
            elif state == 1:
                if letter > 'k':
                    state = 2
                else:
                    state = 0
            else:
                OUT += C1_6
                state = 0
        OUT += state
        """,
        """
        BRACKETS -> X
        depth = 0
        OUT = 0
        for sign in BRACKETS:
            if sign == '(':
                depth += 1
                OUT = max(OUT, depth * C1_5)
            elif sign == ')':
                if depth == 0:
                    OUT += 1
                else:
                    depth -= 1
        OUT += depth
        """,
        """
        BRACKETS -> TRUTH
        stack = []
        OUT = True
        for sign in BRACKETS:
            if sign in '([':
                stack.append(sign)
            elif sign in ')]':
                if not stack:
                    OUT = False
                    break
                top = stack.pop()
                if (top == '(') != (sign == ')'):
                    OUT = False
                    break
        if stack:
            OUT = False
        """,
        """
        BRACKETS -> TEXT
        OUT = ''
        inside = False
        for sign in BRACKETS:
            if sign == '[':
                inside = True
            elif sign == ']':
                inside = False
            elif not inside:
                OUT += sign
        """,
        """
        DIGITS -> X
        state = C0_2
        OUT = 0
        for digit in DIGITS:
            state = (state * C2_4 + int(digit)) % C3_7
            if state == 0:
                OUT += 1
        OUT = OUT * 10 + state
        """,
        """
        COMMANDS -> TEXT
        state = 'idle'
        OUT = ''
        for command in COMMANDS:
            if state == 'idle' and command == 'F':
                state = 'moving'
            elif state == 'moving' and command == 'L':
                state = 'turning'
                OUT += 't'
            elif state == 'turning':
                state = 'idle' if command == 'R' else 'moving'
                OUT += command.lower()
        OUT += state[0]
        """,
        """
        NUMS -> X
        level = 'low'
        OUT = 0
        for item in NUMS:
            if level == 'low' and item > C6_14:
                level = 'high'
                OUT += C1_9
            elif level == 'high' and item < C3_5:
                level = 'low'
                OUT += 1
        if level == 'high':
            OUT = -OUT
        """,
        """
        NUMS N -> NUMS
        registers = [N, C1_5, 0]
        for code in NUMS:
            action = abs(code) % 4
            if action == 0:
                registers[2] += registers[0]
            elif action == 1:
                registers[0] = (registers[0] * C2_3 + 1) % C30_60
            elif action == 2:
                registers[0], registers[1] = registers[1], registers[0]
            else:
                registers[1] -= code
        OUT = registers
        """,
    ]
}
