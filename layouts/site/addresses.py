"""Every address besides boards, pages that ask, files and probes: put together in one place, so that none is forgotten."""

from __future__ import annotations

from layouts.access import (
    account,
    alert_trial,
    alerts,
    audit,
    callbacks,
    messages,
    people,
    provider,
    review_pack,
    review_words,
    screens,
    sign_in,
    tv,
)
from layouts.api import routes as api
from layouts.live.stream import Hub
from layouts.web import identity
from layouts.web.routes import Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Readers
from wallboard.model.remit import Remit
from wallboard.settings import Settings


def addresses(
    settings: Settings,
    access: Access,
    readers: Readers,
    hub: Hub,
    clock: Clock,
    written: messages.Messages,
    settling: callbacks.Callbacks,
) -> list[Route]:
    """The routes of access, the API and the exports. `clock` is the wall's own, which a demonstration may have set to
    another hour; people and screens come and go by the machine's. `written` is what stands on walls; `settling` ends call-backs."""

    def within(remit: Remit) -> Settings:
        return readers.within(remit).settings

    return [
        *identity.routes(settings.access),
        *sign_in.routes(access, settings),
        *provider.routes(access, access.clock),
        *account.routes(access, settings, readers.known),
        *people.routes(access, settings, readers.known),
        *tv.routes(access, settings, access.clock),
        *screens.routes(access, settings, hub, within),
        *messages.routes(access, settings, written, clock, within),
        *alerts.routes(access, readers, clock),
        *alert_trial.routes(readers, clock),
        *callbacks.routes(access, readers, settling, clock),
        *review_words.routes(access, readers, clock),
        *review_pack.routes(access, readers, clock),
        *audit.routes(access, settings, access.clock),
        *api.routes(readers, access, clock),
    ]
