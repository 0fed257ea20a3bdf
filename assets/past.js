/* A board or a page at another instant than now: asks for the frames of a replay, one at a time, and puts them on the page. What
   it shows is never live: no clock of now, no heart, no message. */
"use strict";

(() => {
  const root = document.documentElement;
  const name = root.dataset.view; // of a board, or a page's address
  if (!name || window.wallboardTooOld) return;
  const isPage = name[0] === "/";

  const FRAME_EVERY_MS = 1000;
  const ANSWER_WITHIN_MS = 20000;
  const AGAIN_AFTER_MS = 2000;

  const _ = window.wallboardSays;
  const floor = window.wallboardFloor || {}; // loads the page anew while nothing of the view is drawn
  const view = new BoardView();
  const by = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  let at = null; // ms of the instant that is shown
  let shown = null; // the frame, which while it plays is a little behind
  let cameAt = 0; // when it was that instant here, by a clock that nobody sets
  let speed = 1;
  let playing = false;
  let wanted = null; // an instant that somebody asked for: ms, or as it is written
  let asking = false;
  let day = null;
  let left = false;

  const now = () => (playing ? at + Math.min(FRAME_EVERY_MS, performance.now() - cameAt) * speed : at || 0);
  const parts = new BoardParts(view, now);
  const line = new PastLine(root.dataset.zone || undefined, {
    seek: (ms) => want(Math.round(ms)),
    seekLocal: (text) => want(text),
    speed: (times) => (speed = times),
    play: (whether) => play(whether),
  });

  const link = (state) => (root.dataset.link = state);

  const ask = async (path, instant, more) => {
    const query = new URLSearchParams({ [isPage ? "page" : "board"]: name, at: String(instant), by, of: root.dataset.of || "", ...more });
    const answer = await fetchWithin(`${path}?${query}`, ANSWER_WITHIN_MS);
    if (answer.status === 401 || answer.status === 403) leave();
    const told = answer.status === 404 ? { refused: isPage ? _("There is nothing at this address.") : _("There is no such board.") } : JSON.parse(answer.text);
    if (told.turn || (told.v && told.v !== root.dataset.version)) leave();
    if (told.refused) throw Object.assign(new Error(told.refused), { refused: true });
    return told;
  };

  /* Another version, or another visitor: the address holds the instant. */
  const leave = () => {
    left = true;
    location.reload();
  };

  const show = (frame, as) => {
    at = frame.at;
    shown = frame;
    cameAt = as;
    parts.show(changed(frame));
    parts.count();
    if (window.wallboardRows) window.wallboardRows.timePassed();
    floor.drawn = !parts.nowhere;
    line.stand(at, frame.as);
    if (typeof wanted === "number") line.stand(wanted); // what is asked for since: the next step goes on from there
    if (root.dataset.link !== "past") link("past");
    const search = `?at=${encodeURIComponent(frame.as).replace(/%3A/g, ":")}`;
    if (search !== location.search) history.replaceState(null, "", location.pathname + search + location.hash);
  };

  /* Frames come whole. What is in one as it was in the one before is drawn already, or will be when its place is there. */
  const changed = (frame) => {
    const before = view.parts;
    const ids = view.take(frame);
    const same = (id) => before.has(id) && view.parts.has(id) && JSON.stringify(before.get(id)) === JSON.stringify(view.parts.get(id));
    return ids.filter((id) => !same(id));
  };

  const showDay = async () => {
    if (day && at >= day.since && at < day.until) return;
    day = await ask("/past/day", at);
    line.show(day);
    line.say(day.told);
  };

  /* One frame at a time: what is asked for meanwhile is asked next, the last wish only. */
  const turn = async () => {
    if (asking || left) return;
    const sought = wanted !== null;
    const asked = performance.now(); // what goes on by itself goes on from here, however long the way is
    const instant = sought ? wanted : Math.round(at + (asked - cameAt) * speed);
    asking = true;
    wanted = null;
    line.slider.dataset.busy = "yes";
    try {
      const frame = await ask("/past", instant, sought ? {} : { goes_on: "1" });
      show(frame, sought ? performance.now() : asked);
      if (sought) line.say(day ? day.told : "");
      await showDay();
    } catch (error) {
      if (left) return;
      if (!error.refused && sought && wanted === null) setTimeout(() => want(instant), AGAIN_AFTER_MS);
      play(false);
      if (at === null) link("dead");
      line.say(error.refused ? error.message : _("The server does not answer. It is asked again."));
    } finally {
      asking = false;
      if (wanted !== null) turn();
      else line.slider.dataset.busy = "no";
    }
  };

  const want = (instant) => {
    wanted = typeof instant === "number" && day ? Math.min(instant, Date.now() > day.now ? Infinity : day.now) : instant;
    if (typeof wanted === "number") line.stand(wanted);
    turn();
  };

  const play = (whether) => {
    if (playing === whether || at === null) return;
    if (!whether) at = now();
    playing = whether;
    cameAt = performance.now();
    line.plays(whether);
    if (playing) want(at);
  };

  /* What is behind a figure of then is of then too. */
  const leadBack = (event) => {
    const to = shown && event.target.closest && event.target.closest('a[href^="/figure/"], a[href^="/tile/"]');
    if (!to) return;
    const address = new URL(to.href);
    const instants = { at: shown.at, known: shown.known };
    for (const [which, ms] of Object.entries(instants)) {
      if (ms === null) address.searchParams.delete(which);
      else address.searchParams.set(which, new Date(ms).toISOString());
    }
    to.href = address.pathname + address.search;
  };
  for (const sign of ["pointerover", "pointerdown", "focusin", "click"]) document.addEventListener(sign, leadBack, true);

  link("opening");
  setInterval(() => playing && turn(), FRAME_EVERY_MS);
  want(new URLSearchParams(location.search).get("at") || "-15m");
  line.slider.focus({ preventScroll: true });
  root.dataset.ran = "yes"; // to the end: see floor.js
})();
