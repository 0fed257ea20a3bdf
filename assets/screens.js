/* The list of screens brings itself up to date, and leaves alone what somebody is typing. */
"use strict";

(() => {
  const ASK_EVERY_MS = 4000;
  const AWAY_AFTER_MS = 600000; // then no more questions: a page that was left open must not keep somebody signed in
  const CODE = /^[0-9A-Za-z-]{8,9}$/;

  /* The picture on a TV opens this page with its code after the #, which no server ever sees. */
  const fill = () => {
    const told = location.hash.slice(1);
    const code = CODE.test(told) ? told : sessionStorage.getItem("wallboard-code") || "";
    sessionStorage.removeItem("wallboard-code");
    const field = document.getElementById("code");
    if (!CODE.test(code) || !field) return;
    field.value = code.toUpperCase();
    history.replaceState(null, "", location.pathname + location.search);
    document.getElementById("name").focus();
  };

  const list = () => document.querySelector("#screens tbody");

  const take = (page) => {
    const fresh = page.querySelector("#screens tbody");
    if (!fresh) return;
    const rows = [...fresh.rows];
    const ids = new Set(rows.map((row) => row.id));
    for (const row of [...list().rows]) if (!ids.has(row.id) && !row.contains(document.activeElement)) row.remove();
    rows.forEach((row, n) => {
      const shown = document.getElementById(row.id);
      if (!shown) return list().insertBefore(document.importNode(row, true), list().rows[n] || null);
      const cells = shown.querySelectorAll("[data-live]");
      row.querySelectorAll("[data-live]").forEach((cell, i) => {
        if (cells[i].innerHTML === cell.innerHTML) return;
        cells[i].textContent = "";
        cells[i].append(...document.importNode(cell, true).childNodes);
      });
    });
    document.getElementById("screens").hidden = !list().rows.length;
    document.getElementById("none").hidden = Boolean(list().rows.length);
  };

  let there = Date.now();
  for (const sign of ["pointerdown", "pointermove", "keydown", "scroll", "focus"]) addEventListener(sign, () => (there = Date.now()), { passive: true });

  const look = async () => {
    if (document.hidden || Date.now() - there > AWAY_AFTER_MS) return;
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) return location.reload(); // signed out: to where one signs in
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (gone) {
      /* the server has gone for a while */
    }
  };

  fill();
  addEventListener("hashchange", fill);
  setInterval(look, ASK_EVERY_MS);
})();
