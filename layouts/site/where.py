"""Says at the start where the wall is: every board and page by its whole address, to click or to type on a TV."""

from __future__ import annotations

from urllib.parse import quote

from layouts.pages import pages
from layouts.site.board_pages import BOARD
from layouts.wall.boards import hung
from wallboard.model.roles import Right
from wallboard.outside_text import escaped
from wallboard.settings import Settings


def where_it_is(address: str, settings: Settings, sign_in: bool) -> list[str]:
    """One line for the wall, one for each board and page. `address` has no slash at its end."""
    at = {page.path.strip("/"): page.path for page in pages() if page.nav and page.right is Right.READ}
    there = [(f"{name} (board)" if name in at else name, f"{BOARD}{quote(name)}") for name in hung(settings)]
    there += at.items()
    if sign_in:
        there.append(("pair a TV", "/tv"))
    width = max(len(name) for name, _path in there)
    return [
        f"Wallboard is at {address}/",
        *(f"  {escaped(name):{width}}  {address}{path}" for name, path in there),
    ]
