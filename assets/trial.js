/* A trial that is under way says how far it is, and shows what it found when it is done: no page is loaded anew under anybody. */
"use strict";

(() => {
  const ASK_EVERY_MS = 1500;
  const came = document.getElementById("came");

  const show = (page) => {
    const fresh = page.getElementById("came");
    if (!fresh) return location.reload();
    const [bar, next] = [came.querySelector("progress"), fresh.querySelector("progress")];
    if (bar && next) {
      bar.value = next.value;
      came.querySelector(".so-far").textContent = fresh.querySelector(".so-far").textContent;
      return;
    }
    const held = came.contains(document.activeElement) || document.activeElement === document.body;
    came.replaceChildren(...document.importNode(fresh, true).childNodes);
    const [wrong, told] = [document.querySelector("main > .problem"), page.querySelector("main > .problem")];
    if (wrong && told && !told.hidden) {
      wrong.replaceChildren(...document.importNode(told, true).childNodes);
      wrong.hidden = false;
    }
    const head = came.querySelector("h2");
    if (held && head) {
      head.tabIndex = -1;
      head.focus();
    }
  };

  const look = async () => {
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) return location.reload(); // signed out: to where one signs in
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (gone) {
      /* the server has gone for a while */
    }
    if (came.querySelector("progress")) setTimeout(look, ASK_EVERY_MS);
  };

  if (came && came.querySelector("progress")) setTimeout(look, ASK_EVERY_MS);
})();
