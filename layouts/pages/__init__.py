"""Pages for desks and phones: one module each, which declares a PAGE. Adding one is adding a file; docs/pages.md."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

from layouts.page import Page, WrongPage
from layouts.web.asset_files import ASSETS


def pages(package: str = __name__) -> tuple[Page, ...]:
    """Every page that is declared in a package, in the order of its modules' names; one with an underscore in front is
    none. Raises WrongPage."""
    path = import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(path) if not module.name.startswith("_"))
    declared = {f"{package}.{name}": _page(f"{package}.{name}") for name in names}
    by_path: dict[str, str] = {}
    for module, page in declared.items():
        known_by_shape = by_path.setdefault(_shape(page), module)
        if known_by_shape != module:
            raise WrongPage(f"{module}: path is {page.path!r}, at which {known_by_shape} has a page already")
    return tuple(declared.values())


def _page(module: str) -> Page:
    try:
        declared = getattr(import_module(module), "PAGE", None)
    except WrongPage as error:
        raise WrongPage(f"{module}: {error}") from error
    if not isinstance(declared, Page):
        found = "no PAGE" if declared is None else f"PAGE = {declared!r} ({type(declared).__name__})"
        raise WrongPage(
            f"{module}: {found}; a module of this room declares PAGE = Page(path=..., title=..., layout=...), or its "
            "name begins with an underscore"
        )
    for field, names in (("style", declared.styles), ("script", declared.scripts)):
        for name in names:
            if not (ASSETS / name).is_file():
                raise WrongPage(f"{module}: {field} is {name!r}; there is no such file in assets/")
    return declared


def _shape(page: Page) -> str:
    """Its path without the names of its parts: two that differ only by them are one address."""
    return re.sub(r"\{\w+\}", "{}", page.path)
