"""Which site is meant."""

from __future__ import annotations

from layouts.api.request_models import BadRequest
from wallboard.settings import Settings


def one_site(site: str | None, settings: Settings) -> str:
    """The site that was named, or the only one that there is for the visitor. Raises BadRequest: what is outside the
    remit is answered like what does not exist."""
    names = ", ".join(settings.sites) or "none"
    if site is None and len(settings.sites) == 1:
        return next(iter(settings.sites))
    if site is None and settings.sites:
        raise BadRequest(f"Say which site. There are: {names}.", "site")
    if site is None or site not in settings.sites:
        raise BadRequest(f"There is no such site. There are: {names}.", "site", 404)
    return site
