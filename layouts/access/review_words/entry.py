"""One entry of the review: what it says, every edit of it, and how it is edited, closed, judged or withdrawn.

An edit says on which version it was made. Where another came between, it is refused, and both texts are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layouts.access.page_request import PageRequest
from layouts.access.review_words.content_form import LONGEST_TEXT, ContentForm, as_typed
from layouts.access.review_words.desk import Desk, author, may_explain, may_write, nothing_here
from layouts.access.review_words.shown import facts, shown, shown_versions, title
from layouts.access.review_words.wishes import WISHES, Do, Wish
from layouts.page.review_words import ACTIONS, STATES, VERDICTS, WORDS, entry_address
from layouts.page.words import sentence
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from wallboard.access.refused import Refused
from wallboard.access.visitor import Visitor
from wallboard.engine.reader import Reader
from wallboard.languages import N_, _
from wallboard.model.review_words import (
    Action,
    ActionState,
    Edited,
    EntryKind,
    Owner,
    ReviewEntry,
    Standard,
    Verdict,
)

DONE = {
    "written": N_("Written. It stands in the review."),
    "edited": N_("Changed. What it said before stays below."),
    "withdrawn": N_("Withdrawn. It stands in no review any more, and stays here."),
    "closed": N_("Closed. The next review shows it once more."),
    "reopened": N_("Open again. It returns in each review until it is closed."),
    "judged": N_("Written down what became of it."),
    "reviewed": N_("Reviewed today."),
}


class EntryPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: PageRequest) -> Answer:
        reader, entry = self._found(request)
        return nothing_here(request.visitor) if entry is None else self._page(request, reader, entry)

    def change(self, request: PageRequest) -> Answer:
        reader, entry = self._found(request)
        if entry is None:
            return nothing_here(request.visitor)
        wish, do = request.form.text("do"), WISHES.get(request.form.text("do"))
        if do is None or not self._may_change(request.visitor, reader, entry):
            return page("message.html", request.visitor, 403, title=_("Not for you"), words=_(NOT_YOURS), to=None)
        asked = Wish(request, reader, entry, self._form(reader, entry), self._desk.clock())
        try:
            done = self._done(do, asked)
        except Refused as refused:
            problems = {refused.field: sentence(str(refused))}
            return self._page(request, reader, entry, 422, wish=wish, problems=problems)
        if done is None:
            return nothing_here(request.visitor)
        if not done.kept:
            return self._between(request, reader, done.entry, wish)
        self._desk.log(do.event, request, done.entry, reader, title(done.entry.content))
        return see_other(f"{entry_address(entry)}?done={do.done}")

    # ----

    def _done(self, do: Do, wish: Wish) -> Edited | None:
        """Raises Refused."""
        content = do.content(wish)
        if content is None:
            raise Refused("do", _("That cannot be done with it as it stands now."))
        number = wish.text("version")
        on = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
        try:
            done = wish.reader.review.edit(
                wish.entry, on, content, author(wish.request.visitor), withdrawn=do.withdraws
            )
        except LookupError:
            raise Refused("figure", _("There is no such figure. Choose one of the list.")) from None
        same = done is not None and done.entry.content == content and done.entry.withdrawn == do.withdraws
        if done is not None and same:
            return Edited(True, done.entry)  # sent twice, or both wrote the same
        return done

    def _between(self, request: PageRequest, reader: Reader, now: ReviewEntry, wish: str) -> Answer:
        """Somebody else's edit came between: both texts, and a form that is made on theirs."""
        return self._page(request, reader, now, 409, wish=wish, between=True)

    def _found(self, request: PageRequest) -> tuple[Reader, ReviewEntry | None]:
        reader, named = self._desk.reader(request.visitor), request.parameters["entry"]
        is_number = named.isascii() and named.isdigit() and len(named) <= 18
        return reader, reader.review.one(int(named)) if is_number else None

    def _form(self, reader: Reader, entry: ReviewEntry) -> ContentForm:
        return ContentForm(
            self._desk.access, reader.settings, entry.about, self._desk.today(reader, entry.about.scope.site)
        )

    def _may_change(self, visitor: Visitor, reader: Reader, entry: ReviewEntry) -> bool:
        if entry.kind is not EntryKind.EXPLANATION:
            return may_write(visitor)
        week = entry.week or self._desk.today(reader, entry.about.scope.site)
        owner = reader.review.owners(entry.about.scope.site, week).get(entry.about.scope.department)
        return may_explain(visitor, entry.about, owner or Owner())

    def _page(
        self,
        request: PageRequest,
        reader: Reader,
        entry: ReviewEntry,
        status: int = 200,
        *,
        wish: str = "",
        between: bool = False,
        problems: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        form, settings = self._form(reader, entry), reader.settings
        content = entry.content
        action = content if isinstance(content, Action) else None
        typed = as_typed(entry.kind, request.form) if wish == "edit" else form.filled(content)
        return page(
            "review_entry.html",
            request.visitor,
            status,
            entry=shown(entry, settings, form.today),
            kind=entry.kind.value,
            version=entry.version.number,
            versions=shown_versions(reader.review.versions(entry), settings),
            back=ACTIONS if action else WORDS,
            may_change=self._may_change(request.visitor, reader, entry),
            wish=wish,
            between=between,
            theirs=facts(content, settings),
            typed=typed,
            why=request.form.text("why"),
            problems=problems,
            problem=" ".join(words for field, words in problems.items() if field == "do"),
            figures=form.figures(typed.get("figure", "")),
            accounts=self._desk.access.sign_in,
            is_open=action is not None and action.open,
            is_action=action is not None,
            judges=action is not None and action.improvement,
            is_standard=isinstance(content, Standard),
            closings=[(state.value, _(STATES[state])) for state in (ActionState.DONE, ActionState.DROPPED)],
            closing=request.form.text("state") or ActionState.DONE.value,
            verdicts=[(verdict.value, _(VERDICTS[verdict])) for verdict in Verdict],
            longest=LONGEST_TEXT,
            done=_(DONE.get(request.query.text("done"), "")),
        )


NOT_YOURS = N_("You may read this, and not change it.")
