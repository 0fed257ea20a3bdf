"""A stretch of time, asked for piece by piece and page by page, whatever a server gives at most.

A server may give fewer requests than there are, and say nothing of it. What it gave is taken for all that there is
where a page came shorter than those before it, or where it has nothing on the next page. Where a page comes again
instead, pages may mean nothing to it: then the piece is halved, until what comes is few.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Literal, get_args

from wallboard.model import DAY, SECOND, Micros

By = Literal["requested", "updated", "open"]  # the last: those reported then that are open
FEW = 10  # requests: no server gives fewer at most
CAP = 1_000  # what GeoReport lets a server give at most, over all pages
ROUND = 50  # what servers give at most is a multiple of it
NARROWEST: Micros = SECOND
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Server:
    """What was learned of a server so far: whether it has pages ("yes", "no", "" while that is not known), and the longest
    page that it gave."""

    pages: str = ""
    longest: int = 0

    def after(self, page: int, size: int, came_again: bool) -> Server:
        pages = self.pages
        if page == 2 and pages != "yes":
            pages = "no" if came_again else "yes" if size else pages
        return Server(pages, max(self.longest, size))


@dataclass(frozen=True, slots=True)
class Walk:
    """From `low` to `end`; now at page `page` of the piece that ends at `high`. `began`: when, by the server's clock or ours."""

    by: By
    start: Micros
    low: Micros
    high: Micros
    end: Micros
    began: Micros
    page: int = 1
    fullest: int = 0  # requests of the longest page of this piece
    total: int = 0  # requests of this piece
    last: int = 0  # requests of its last page
    mark: str = ""  # of the last page's ids

    @classmethod
    def over(cls, by: By, low: Micros, end: Micros, began: Micros, width: Micros) -> Walk:
        return cls(by, low, low, min(end, low + width), end, began)

    @classmethod
    def of(cls, text: str) -> Walk | None:
        """What `text` wrote; None of anything else."""
        try:
            told = json.loads(text)
            walk = cls(**told)
        except (ValueError, TypeError):
            return None
        numbers = [getattr(walk, name) for name in cls.__slots__ if name not in ("by", "mark")]
        sound = all(type(number) is int for number in numbers) and walk.by in get_args(By)
        return walk if sound and isinstance(walk.mark, str) and walk.low < walk.high <= walk.end else None

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @property
    def is_last_piece(self) -> bool:
        return self.high >= self.end

    def share(self) -> float:
        return min(1.0, max(0.0, (self.low - self.start) / max(1, self.end - self.start)))

    # ------------------------------------------------------------ a page came

    def came_again(self, ids: list[str]) -> bool:
        return self.page > 1 and bool(ids) and marked(ids) == self.mark

    def after(self, ids: list[str], server: Server, paged: bool, splits: bool, widest: Micros) -> Walk | None:
        """Where it goes on once this page came; None at its end. `server` is what was known before it. `paged`: pages are
        asked for. `splits`: shorter pieces hold fewer requests."""
        again = self.came_again(ids)
        if self._grew(ids) and splits and self.high - self.low > NARROWEST:
            return self.halved()
        if ids and not again and self.page < MOST_PAGES:
            here = replace(
                self,
                fullest=max(self.fullest, len(ids)),
                total=self.total + len(ids),
                last=len(ids),
                mark=marked(ids),
            )
            if paged and here._may_go_on(server):
                return replace(here, page=self.page + 1)
        else:
            here = self
        nothing_more = paged and not ids and self.page > 1
        if here._whole(server, nothing_more) or not splits or here.high - here.low <= NARROWEST:
            return here._next_piece(server, widest)
        return here.halved()

    def _grew(self, ids: list[str]) -> bool:
        """Whether the server gives more at once by now: what lies between was on no page."""
        return self.page > 1 and len(ids) > self.last and self.last % ROUND == 0

    def halved(self) -> Walk:
        """From the beginning of a piece half as long."""
        middle = max(self.low + NARROWEST, (self.low + self.high) // 2 // SECOND * SECOND)
        return self._piece(self.low, min(middle, self.high - 1))

    def _may_go_on(self, server: Server) -> bool:
        """Whether there may be a page after this one."""
        if self.page > 1:
            return self.last >= self.fullest or self.last % ROUND == 0
        if server.pages == "no" and self.last <= server.longest:  # a longer one than ever may be a page after all
            return False
        return self.last >= FEW and not self._is_short(server)

    def _whole(self, server: Server, nothing_more: bool) -> bool:
        """Whether what came is all that there is in this piece."""
        if self.total < FEW or self.last < self.fullest:
            return True
        if nothing_more:
            return self.total % CAP != 0
        return self.page == 1 and self._is_short(server)

    def _is_short(self, server: Server) -> bool:
        """Whether the last page is shorter than this server can give. A round number may be what it gives at most by now."""
        return self.last < server.longest and self.last % ROUND != 0

    def _next_piece(self, server: Server, widest: Micros) -> Walk | None:
        if self.is_last_piece:
            return None
        width = self.high - self.low
        if self.total * 3 < max(server.longest, FEW * 3):
            width *= 2
        return self._piece(self.high, min(self.end, self.high + min(max(width, NARROWEST), widest)))

    def _piece(self, low: Micros, high: Micros) -> Walk:
        return Walk(self.by, self.start, low, high, self.end, self.began)


def marked(ids: list[str]) -> str:
    """The same for the same ids, in whatever order."""
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]


def floor_to(at: Micros, step: Micros) -> Micros:
    """So that what is asked from one poll to the next has the same address, and the server can say that nothing changed."""
    return at // step * step


def ahead(now: Micros) -> Micros:
    """The end of what is asked for: beyond whatever a server with another zone may call now."""
    return floor_to(now, DAY) + 2 * DAY
