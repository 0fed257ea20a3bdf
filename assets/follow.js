/* Lets new figures of a page in when its reader's hands rest, and while it is seen at all. What Dash then draws anew is as the reader
   left it: where it is scrolled to, what has the focus, what was typed, what is unfolded. */
"use strict";

(() => {
  const RESTS_MS = 4000;
  const FIELDS = ["input:not([type=hidden])", "select"].join();
  const STOPS = ["a", "button", "input", "select", "summary", "[tabindex]"].join();
  const KEPT = ["tr", "input", "select"].join(); // what has a name of its own
  let moved = 0;
  const moves = () => (moved = Date.now());
  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove", "input"]) {
    document.addEventListener(kind, moves, { capture: true, passive: true });
  }
  const quiet = () => !document.hidden && getSelection().isCollapsed && Date.now() - moved >= RESTS_MS;
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const all = (selector) => [...document.querySelectorAll(`main :is(${selector})`)];

  /* ---- as the reader left it */

  /* By the row that it is in, or by where it leads: what stands in the same place may be another request now. */
  const place = (at) => {
    if (!at || !at.closest("main") || at.matches("main")) return null;
    const row = at.closest("[id]");
    const within = row && row.matches(KEPT) ? row.id : "";
    const list = all("[role=region]").indexOf(at.closest("[role=region]"));
    const top = at.getBoundingClientRect().top;
    return { within, nth: within ? stops(row).indexOf(at) : -1, href: at.getAttribute("href"), list, top };
  };
  const stops = (row) => (row.matches(STOPS) ? [row] : [...row.querySelectorAll(STOPS)]);
  const found = ({ within, nth, href, list }) => {
    const row = within && document.getElementById(within);
    const same = row ? stops(row)[nth] : href && all("a").find((link) => link.getAttribute("href") === href);
    return same || all("[role=region]")[list];
  };
  const state = () => {
    const seen = all("[id]").find((at) => at.getBoundingClientRect().top >= 0);
    return {
      focus: place(document.activeElement),
      fields: all(FIELDS).map((field) => field.value),
      unfolded: all("details").map((details) => details.open),
      scrolled: all("[role=region]").map((region) => [region.scrollLeft, region.scrollTop]),
      seen: seen && { id: seen.id, top: seen.getBoundingClientRect().top },
      y: scrollY,
    };
  };
  const type = (field, value) => {
    if (field.value === value) return;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const toWhereItWas = (left) => {
    const seen = left.seen && document.getElementById(left.seen.id);
    if (seen) scrollBy(0, seen.getBoundingClientRect().top - left.seen.top);
    else scrollTo(0, left.y);
  };
  const restore = (left) => {
    all(FIELDS).forEach((field, nth) => left.fields[nth] !== undefined && type(field, left.fields[nth]));
    all("details").forEach((details, nth) => (details.open = Boolean(left.unfolded[nth])));
    all("[role=region]").forEach((region, nth) => ([region.scrollLeft, region.scrollTop] = left.scrolled[nth] || [0, 0]));
    toWhereItWas(left);
    const at = left.focus && found(left.focus);
    if (at) at.focus({ preventScroll: true });
  };

  /* ---- by the browser's way back, or read anew: it looks for the place before it is drawn, too */

  const KEY = `left ${location.href}`;
  const cameBack = () => {
    const [how] = performance.getEntriesByType("navigation");
    if (!how || !["back_forward", "reload"].includes(how.type)) return null;
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null; // no storage is allowed here
    }
  };
  /* Charts and tables come after the rest, and may not have been there yet when it was left: until its reader does something, what was
     pressed stays where it was, else what was seen. */
  const pressed = ({ focus }) => {
    const at = focus && focus.href && focus.top >= 0 && focus.top < innerHeight && found(focus);
    return at && at.getAttribute("href") === focus.href ? at : null;
  };
  const hold = (left) => {
    const since = moved;
    const grows = new ResizeObserver(() => {
      if (moved !== since) return grows.disconnect();
      const at = pressed(left);
      if (at) scrollBy(0, at.getBoundingClientRect().top - left.focus.top);
      else toWhereItWas(left);
    });
    grows.observe(document.body);
  };
  addEventListener("pagehide", () => {
    try {
      if (drawn && drawn.isConnected) sessionStorage.setItem(KEY, JSON.stringify(state()));
    } catch {
      return; // nor more of it
    }
  });

  /* ---- the place that the address names, which a browser looks for before it is drawn */

  let placed = location.hash.length < 2;
  const named = decoded(location.hash.slice(1));
  const toPlace = () => {
    const at = !placed && document.getElementById(named);
    if (!at) return;
    placed = true;
    if (scrollY) return; // its reader is on the way already
    const row = at.matches("tr");
    at.scrollIntoView({ block: row ? "center" : "start" });
    (row ? stops(at).pop() || at : at).focus({ preventScroll: true }); // of a row what was pressed, its last link
  };

  /* ---- new figures */

  const back = cameBack();
  let [waits, left, drawn] = [false, back, null];
  const whenQuiet = (tick) =>
    new Promise((resolve) => {
      if (waits) return resolve(window.dash_clientside.no_update);
      waits = true;
      const look = () => {
        if (!quiet()) return setTimeout(look, 500);
        waits = false;
        note();
        resolve(tick);
      };
      look();
    });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { wallboard: { whenQuiet } });

  /* Until it is drawn anew the reader may still do something. */
  const note = () => {
    if (drawn && drawn.isConnected) left = state();
  };
  for (const kind of ["focusin", "input", "toggle", "scrollend"]) document.addEventListener(kind, note, { capture: true, passive: true });
  new MutationObserver(() => {
    if (drawn && drawn.isConnected) return;
    const before = left;
    drawn = document.querySelector("main [id] *");
    if (before && drawn) restore(before);
    else toPlace();
    if (before && drawn && before === back) hold(before);
    if (drawn) left = state();
  }).observe(document.body, { childList: true, subtree: true });
})();
