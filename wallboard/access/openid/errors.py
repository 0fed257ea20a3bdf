"""The one error of signing in with a provider: words for the person, and words for those who look after the wall."""

from __future__ import annotations

from enum import StrEnum

from wallboard.languages import N_, _


class Fault(StrEnum):
    """Whose turn it is."""

    BEGIN_AGAIN = "begin_again"  # the person's: the sign-in was not begun here, was left too long or was used before
    REFUSED = "refused"  # the person's: the provider or its user said no
    UNAVAILABLE = "unavailable"  # the provider's: it does not answer
    NOT_BELIEVED = "not_believed"  # whoever looks after the wall: what the provider says does not hold
    NO_ROLE = "no_role"  # whoever looks after the wall or the groups
    DISABLED = "disabled"  # whoever disabled them here


WORDS = {
    Fault.BEGIN_AGAIN: N_(
        "This sign-in was begun in another browser, took too long, or was used before. Please sign in again."
    ),
    Fault.REFUSED: N_(
        "{label} did not sign you in. If you did not cancel it yourself, ask those who look after {label}."
    ),
    Fault.UNAVAILABLE: N_("{label} does not answer at the moment. Please try again in a minute."),
    Fault.NOT_BELIEVED: N_(
        "What {label} answered could not be checked, so nobody was signed in. Please tell those who look after this wallboard: its log says why."
    ),
    Fault.NO_ROLE: N_(
        "You signed in to {label}, but none of your groups there has a role on this wallboard. Ask those who look after the wallboard which group you need."
    ),
    Fault.DISABLED: N_("Your account on this wallboard is disabled. Ask those who look after the wallboard."),
}


class OpenIdError(Exception):
    """Somebody is not signed in. `log` says why, and like `words` it never holds a token, a code or a secret."""

    def __init__(self, fault: Fault, log: str, label: str = "") -> None:
        super().__init__(log)
        self.fault = fault
        self.log = log
        self._label = label

    @property
    def words(self) -> str:
        """For the person, in the language that is spoken with them."""
        return _(WORDS[self.fault], label=self._label or _("The provider"))
