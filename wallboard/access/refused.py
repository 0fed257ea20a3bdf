"""What cannot be done, in words for whoever asked."""

from __future__ import annotations

from wallboard.mendable import Mendable


class Refused(Mendable, ValueError):
    """A wish that breaks a rule. `field` names what should be written differently; the text says how."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class HeldUp(Refused):
    """Too many tries. `wait_s` says how long it takes until the next one."""

    def __init__(self, wait_s: int) -> None:
        unit, number = ("minutes", -(-wait_s // 60)) if wait_s > 90 else ("seconds", wait_s)
        super().__init__("", f"too many tries; wait {number} {unit}")
        self.wait_s = wait_s
