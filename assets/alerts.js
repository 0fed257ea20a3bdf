/* The list of alerts brings itself up to date, says so aloud, and takes nobody's focus away. */
"use strict";

(() => {
  const ASK_EVERY_MS = 3000;
  const AWAY_AFTER_MS = 600000; // then no more questions: a page that was left open must not keep somebody signed in

  const ids = (section) => [...section.querySelectorAll("tbody tr")].map((row) => row.id).join();

  const tell = (section) => {
    const news = document.getElementById("news");
    const n = section.querySelectorAll("tbody tr").length;
    const said = n === 0 ? news.dataset.none : n === 1 ? news.dataset.one : news.dataset.many;
    news.textContent = said.replace("{n}", n);
  };

  const take = (page) => {
    const shown = document.getElementById("on");
    const fresh = page.getElementById("on");
    if (!fresh || fresh.innerHTML === shown.innerHTML) return;
    const changed = ids(fresh) !== ids(shown);
    const held = shown.contains(document.activeElement) && document.activeElement.getAttribute("href");
    shown.replaceChildren(...document.importNode(fresh, true).childNodes);
    if (held) [...shown.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus({ preventScroll: true });
    if (changed) tell(shown);
  };

  let there = Date.now();
  for (const sign of ["pointerdown", "pointermove", "keydown", "scroll", "focus"]) addEventListener(sign, () => (there = Date.now()), { passive: true });

  let asking = false; // one after the other: an answer that is late must not come after a newer one
  const look = async () => {
    if (asking || document.hidden || Date.now() - there > AWAY_AFTER_MS) return;
    asking = true;
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) return location.reload(); // signed out: to where one signs in
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (gone) {
      /* the server has gone for a while */
    } finally {
      asking = false;
    }
  };

  setInterval(look, ASK_EVERY_MS);
})();
