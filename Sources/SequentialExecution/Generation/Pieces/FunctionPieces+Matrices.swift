extension FunctionPieces {
    /// Rectangles of numbers.
    static let matrices = [
        """
        GRID -> X
        OUT = 0
        for row in GRID:
            OUT += max(row) - min(row)
        """,
        """
        GRID -> NUMS
        OUT = []
        for row in GRID:
            OUT.append(sum(row))
        """,
        """
        GRID -> NUMS
        OUT = []
        for column in range(len(GRID[0])):
            total = 0
            for row in GRID:
                total += row[column]
            OUT.append(total)
        """,
        """
        GRID -> X
        OUT = 0
        for r in range(len(GRID)):
            for c in range(len(GRID[0])):
                if r == c:
                    OUT += GRID[r][c]
                elif GRID[r][c] == C0_3:
                    OUT -= 1
        """,
        """
        GRID -> GRID
        OUT = [list(column) for column in zip(*GRID)]
        """,
        """
        GRID -> GRID
        OUT = [[(cell * C2_4 + C1_3) % C5_10 for cell in row] for row in GRID]
        """,
        """
        N X -> GRID
        OUT = []
        for r in range(N % 2 + 2):
            line = []
            for c in range(3):
                line.append((r * C2_5 + c * C1_4 + abs(X)) % C4_9)
            OUT.append(line)
        """,
        """
        GRID -> X
        OUT = 0
        for r in range(len(GRID)):
            for c in range(len(GRID[0])):
                near = 0
                if r > 0 and GRID[r - 1][c] > GRID[r][c]:
                    near += 1
                if c > 0 and GRID[r][c - 1] > GRID[r][c]:
                    near += 1
                if near == C1_2:
                    OUT += GRID[r][c]
        """,
        """
        GRID -> X
        OUT = 0
        for r, row in enumerate(GRID):
            for c, cell in enumerate(row):
                if (r + c) % 2 == 0:
                    OUT += cell
                else:
                    OUT -= cell
        """,
        """
        GRID -> X
        costs = [row[:] for row in GRID]
        for r in range(len(costs)):
            for c in range(len(costs[0])):
                if r > 0 and c > 0:
                    costs[r][c] += min(costs[r - 1][c], costs[r][c - 1])
                elif r > 0:
                    costs[r][c] += costs[r - 1][c]
                elif c > 0:
                    costs[r][c] += costs[r][c - 1]
        OUT = costs[-1][-1]
        """,
        """
        GRID -> TRUTH
        OUT = False
        for row in GRID:
            for cell in row:
                if cell == C4_8:
                    OUT = True
        """,
        """
        GRID -> NUMS
        OUT = []
        work = [row[:] for row in GRID]
        while work and work[0]:
            OUT += work.pop(0)
            work = [list(column) for column in zip(*work)][::-1]
        """,
    ]
}
