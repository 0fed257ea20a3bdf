"""What one view of a board costs, which is made at every tick for each board: the built-in ones over a hand-made morning
of six queues and eight departments.

Run: python -m tests.bench.bench_board
"""

from __future__ import annotations

from statistics import median
from time import thread_time

from layouts.wall.boards import Memory, boards, view
from tests.layouts.snapshots import morning, settings

WARM, VIEWS = 50, 400


def milliseconds(board: str) -> list[float]:
    shown, snapshot, memory = settings(), morning(), Memory()
    spent = []
    for _ in range(WARM + VIEWS):
        start = thread_time()
        view(board, shown, snapshot, memory)
        spent.append((thread_time() - start) * 1e3)
    return spent[WARM:]


def main() -> None:
    print(f"one view; processor ms, medians of {VIEWS}")
    for board in boards(settings()):
        print(f"  {board:<10}{median(milliseconds(board)):>9.2f}")


if __name__ == "__main__":
    main()
