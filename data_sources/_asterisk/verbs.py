"""What a row of queue_log tells, in the words of any phone system. The only place that knows what Asterisk's verbs mean.

A ledger's migration (r0003) holds a copy of these rules as they were when it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from wallboard.calls.happenings import ABANDONED, PAUSED, TRANSFERRED, Happening, What
from wallboard.model import Micros, Reason

Data = tuple[str, str, str, str, str]  # data1 to data5
NOBODY = "NONE"  # stands where there is no call, queue or agent


class _Meaning(NamedTuple):
    """`wait` and `talk` say in which of the data they stand, from 0; `detail` is told by the verb, or by the data."""

    what: What
    wait: int | None = None
    talk: int | None = None
    detail: str = ""
    detail_of: Callable[[Data], str] | None = None
    of_a_queue: bool = True  # otherwise the queue means nothing


_COMPLETE = _Meaning(What.ENDED, 0, 1)
_TRANSFER = _Meaning(What.ENDED, 2, 3, TRANSFERRED)
_LOGIN = _Meaning(What.LOGGED_IN, of_a_queue=False)
_LOGOFF = _Meaning(What.LOGGED_OUT, of_a_queue=False)
VERBS: Mapping[str, _Meaning] = {
    "ENTERQUEUE": _Meaning(What.ENTERED),
    "CONNECT": _Meaning(What.ANSWERED, 0),
    "COMPLETEAGENT": _COMPLETE,
    "COMPLETECALLER": _COMPLETE,
    "TRANSFER": _TRANSFER,
    "BLINDTRANSFER": _TRANSFER,
    "ATTENDEDTRANSFER": _TRANSFER,
    "ABANDON": _Meaning(What.LEFT, 2, detail=ABANDONED),
    "EXITWITHTIMEOUT": _Meaning(What.LEFT, 2, detail=Reason.TIMEOUT.value),
    "EXITEMPTY": _Meaning(What.LEFT, 2, detail=Reason.EMPTY.value),
    "EXITWITHKEY": _Meaning(What.LEFT, 3, detail=Reason.KEY.value),
    "WITHDRAW": _Meaning(What.LEFT, 2, detail=Reason.WITHDRAWN.value),
    "ADDMEMBER": _Meaning(What.JOINED, detail_of=lambda data: PAUSED if data[0] == "PAUSED" else ""),
    "REMOVEMEMBER": _Meaning(What.PARTED),
    "PAUSE": _Meaning(What.PAUSED, detail_of=lambda data: data[0]),
    "UNPAUSE": _Meaning(What.RESUMED),
    "PAUSEALL": _Meaning(What.PAUSED, detail_of=lambda data: data[0], of_a_queue=False),
    "UNPAUSEALL": _Meaning(What.RESUMED, of_a_queue=False),
    "AGENTLOGIN": _LOGIN,
    "AGENTCALLBACKLOGIN": _LOGIN,
    "AGENTLOGOFF": _LOGOFF,
    "AGENTCALLBACKLOGOFF": _LOGOFF,
    "RINGNOANSWER": _Meaning(What.RANG),
    "QUEUESTART": _Meaning(What.RESTARTED, of_a_queue=False),
}
_OTHER = _Meaning(What.OTHER)


def happening(
    source: str, site: str, seq: int, at: Micros, callid: str, queue: str, agent: str, verb: str, data: Data
) -> Happening:
    """Of one row, masked already. A verb that nobody knows is kept, and tells nothing."""
    meaning = VERBS.get(verb, _OTHER)
    if verb == "ATTENDEDTRANSFER":
        wait_s, talk_s = _attended(data)
    else:
        wait_s = None if meaning.wait is None else _whole(data[meaning.wait])
        talk_s = None if meaning.talk is None else _whole(data[meaning.talk])
    return Happening(
        source,
        seq,
        0,
        site,
        at,
        "" if callid == NOBODY else callid,
        queue if meaning.of_a_queue else "",
        "" if agent == NOBODY else agent,
        meaning.what,
        wait_s,
        talk_s,
        meaning.detail if meaning.detail_of is None else meaning.detail_of(data),
        "|".join((verb, *data)).rstrip("|"),
    )


def _attended(data: Data) -> tuple[int | None, int | None]:
    """The LINK form names two channels, and what no longer fits stands joined in the last column."""
    wait, talk = data[3:5] if data[0] == "LINK" else data[2:4]
    return _whole(wait), _whole(talk.partition("|")[0])


def _whole(text: str) -> int | None:
    """A count of seconds as Asterisk wrote it; None where it wrote none."""
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else None
