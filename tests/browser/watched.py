"""Looks at a page four times a second from within: what it claims, and how old what it shows truly is."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.faults.matrix import Second

# Browser and server are one machine here, with one clock: `made` is when the figures were made, whatever the way did.
LOOKS = """() => {
  window.looks = [];
  const began = Date.now();
  const root = document.documentElement;
  setInterval(() => {
    const made = document.getElementById("made");
    const note = document.getElementById("link-note");
    const words = document.getElementById("link-words") || document.querySelector("#link-lost p");
    const said = (root.dataset.link === "live" ? "" : words ? words.textContent : "") + (note && !note.hidden ? " / " + note.textContent : "");
    looks.push([(Date.now() - began) / 1000, root.dataset.link || "nothing", (Date.now() - Number(made ? made.textContent : 0)) / 1000, said]);
  }, 250);
}"""


def begin(page: Page) -> None:
    page.evaluate(LOOKS)


def seen(page: Page) -> tuple[Second, ...]:
    """Each second at its worst: the oldest look that was live, else the last."""
    by_second: dict[int, list[Second]] = {}
    for at, link, age, said in page.evaluate("looks"):
        by_second.setdefault(int(at), []).append(Second(at, link, age, said))
    worst = []
    for looks in by_second.values():
        live = [look for look in looks if look.claims == "live"]
        worst.append(max(live, key=lambda look: look.age_s) if live else looks[-1])
    return tuple(worst)


def oldest_live_s(seconds: tuple[Second, ...]) -> float:
    return max((second.age_s for second in seconds if second.claims == "live"), default=0.0)
