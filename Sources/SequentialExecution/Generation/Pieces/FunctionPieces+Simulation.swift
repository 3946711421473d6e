extension FunctionPieces {
    /// Queues, stacks, walks and other small worlds.
    static let simulation = [
        """
        NUMS -> X
        OUT = C0_9
        for item in NUMS:
            if item % 2 == 0:
                OUT += item
            else:
                OUT -= C3_9
            if OUT < 0:
                OUT = 0
        """,
        """
        NUMS N -> X
        queue = NUMS[:]
        OUT = 0
        while len(queue) > 0 and OUT < C8_14:
            head = queue.pop(0)
            if head > N:
                queue.append(head - N)
            OUT += 1
        """,
        """
        NUMS -> X
        stack = []
        OUT = 0
        for item in NUMS:
            while len(stack) > 0 and stack[-1] < item:
                stack.pop()
                OUT += 1
            stack.append(item)
        OUT += len(stack) * C1_4
        """,
        """
        COMMANDS -> X
        x, y = 0, 0
        dx, dy = 0, 1
        for command in COMMANDS:
            if command == 'L':
                dx, dy = -dy, dx
            elif command == 'R':
                dx, dy = dy, -dx
            else:
                x += dx
                y += dy
        OUT = abs(x) * C2_5 + abs(y)
        """,
        """
        N -> X
        people = list(range(1, N + C2_4))
        position = 0
        while len(people) > 1:
            position = (position + C1_4) % len(people)
            people.pop(position)
        OUT = people[0]
        """,
        """
        NUMS -> X
        free_at = 0
        OUT = 0
        for place, arrival in enumerate(NUMS):
            start = max(arrival, free_at)
            OUT += start - arrival
            free_at = start + C2_6
        """,
        """
        X N -> X
        balance = abs(X) % C40_90 + C10_30
        OUT = 0
        while balance > C5_9 and OUT < C6_12:
            balance -= balance // C3_6 + N % 3
            OUT += 1
        OUT += balance
        """,
        """
        NUMS -> NUMS
        charge = C3_9
        OUT = []
        for change in NUMS:
            charge += change - C4_9
            if charge > C15_25:
                charge = C15_25
            elif charge < 0:
                charge = 0
            OUT.append(charge)
        """,
        """
        N -> NUMS
        cells = [0] * (N + 2)
        cells[len(cells) // 2] = 1
        for _ in range(C1_3):
            fresh = []
            for place in range(len(cells)):
                left = cells[place - 1] if place > 0 else 0
                right = cells[place + 1] if place < len(cells) - 1 else 0
                fresh.append(1 if left != right else 0)
            cells = fresh
        OUT = cells
        """,
        """
        NUMS -> X
        load = 0
        OUT = 0
        for weight in NUMS:
            if load + weight > C20_35:
                OUT += 1
                load = 0
            load += weight
        OUT = OUT * C5_10 + load
        """,
        """
        N X -> NUMS
        jugs = [0, 0]
        for _ in range(C4_9):
            if jugs[0] == 0:
                jugs[0] = N + 2
            elif jugs[1] == N + C3_5:
                jugs[1] = 0
            else:
                poured = min(jugs[0], N + C3_5 - jugs[1])
                jugs[0] -= poured
                jugs[1] += poured
        OUT = jugs + [X % C5_9]
        """,
        """
        NUMS -> X
        position = 0
        OUT = 0
        while position < len(NUMS) and OUT < C5_9:
            position += abs(NUMS[position]) % 3 + 1
            OUT += 1
        OUT = OUT * 10 + position
        """,
        """
        NUMS -> X
        mine = NUMS[:]
        yours = NUMS[::-1]
        OUT = 0
        while mine and yours:
            a = mine.pop(0)
            b = yours.pop()
            if a > b:
                OUT += C1_5
            elif a < b:
                OUT -= 1
        """,
    ]
}
