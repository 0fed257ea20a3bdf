/* Puts frames on the page, says how old they are when they are old, and makes the wall look dead when there are none.
   Needs nothing younger than Chromium 63. */
"use strict";

(() => {
  const root = document.documentElement;
  const name = root.dataset.view; // of a board, or a page's address
  if (!name || window.wallboardTooOld) return;

  const DEAD_AFTER_MS = OLDEST_LIVE_MS; // nothing heard, by every clock
  const DEAD_WHILE_BEHIND_MS = 60000; // where hearing something takes long, that is no news
  const NEWS_WITHIN_MS = 2500; // old, and nothing heard for so long: dead rather than behind
  const UNSURE_FOR_MS = 2000; // how long a live wall may be while its clock is asked anew
  const LOOK_EVERY_MS = 250;
  const SPEAK_EVERY_MS = 20000;
  const ANSWER_WITHIN_MS = 2000;

  const _ = window.wallboardSays;
  const WAYS = {
    blocked: _("The stream does not get through; a proxy may be buffering it. This screen asks instead."),
    slow: _("The way from the server is slow. This screen asks for the newest view only."),
  };
  const floor = window.wallboardFloor || {}; // loads the page anew while nothing of the view is drawn
  const view = new BoardView();
  const clock = new ServerClock();

  /* ---- the wall's clock, which may be set to another hour: the least delayed of the last frames tells it best */
  const offsets = [];
  let offset = 0;
  const learnClock = (t) => {
    offsets.push(t - Date.now());
    if (offsets.length > 10) offsets.shift();
    offset = Math.max(...offsets);
  };
  const parts = new BoardParts(view, () => Date.now() + offset);

  /* ---- the watchdog, which trusts no transport */
  const opened = Date.now();
  let heardAt = null; // by the wall clock, which goes on while a laptop sleeps
  let heardFor = performance.now(); // and by the one that nobody sets
  let newest = null;
  let shown = null; // the newest frame on the page, also while the way is made anew
  let sureAt = 0;

  const element = (tag, id, within) => within.appendChild(Object.assign(document.createElement(tag), { id }));
  const overlay = element("div", "link-lost", document.body);
  overlay.setAttribute("role", "alert");
  overlay.hidden = true;
  const words = element("p", "link-words", overlay);
  const note = element("p", "link-note", document.body);
  note.setAttribute("role", "status");
  note.hidden = true;

  const clockTime = (ms) => {
    const zone = root.dataset.zone || undefined;
    return new Date(ms).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: zone });
  };

  const span = (s) => (s < 120 ? `${s} s` : s < 7200 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3600)} h`);
  const say = (text) => words.textContent === text || (words.textContent = text);
  const link = (state, text) => {
    if (text) say(text);
    if (root.dataset.link === state) return;
    root.dataset.link = state;
    overlay.hidden = !text;
  };

  const silentFor = () => Math.max(Math.abs(Date.now() - (heardAt || opened)), performance.now() - heardFor);

  /* What the wall may say of itself now: nothing older than 5 s is live, and nothing whose age is not known. */
  const judge = () => {
    if (leaving) return;
    const now = performance.now();
    const was = root.dataset.link;
    const silent = silentFor();
    const age = shown && clock.ageAtMost(shown);
    const old = age !== null && age > OLDEST_LIVE_MS;
    if (silent > (was === "behind" ? DEAD_WHILE_BEHIND_MS : old ? NEWS_WITHIN_MS : DEAD_AFTER_MS))
      return link("dead", heardAt ? _("No contact with the server since {time}", { time: clockTime(heardAt + offset) }) : _("No contact with the server yet"));
    if (!shown) return;
    floor.drawn = !parts.nowhere;
    if (age !== null) sureAt = now;
    if (age === null) {
      if (now - sureAt > UNSURE_FOR_MS && was !== "opening" && was !== "dead") link("behind", _("How old this is cannot be told just now"));
    } else if (old) link("behind", _("{time} behind", { time: span(Math.round(age / 1000)) }));
    else if (parts.nowhere) link("opening");
    else link("live");
  };

  const take = (text) => {
    const frame = JSON.parse(text);
    if (frame.b !== name || leaving) return;
    const follows = frame.f || (newest && newest.e === frame.e && newest.s + 1 === frame.s);
    if (!follows) return frame.s > (newest ? newest.s : 0) && connect();
    if (newest && newest.e === frame.e && frame.m < newest.m) return; // overtaken
    const same = shown && shown.e === frame.e && shown.s === frame.s; // asked for again before there was another
    newest = shown = frame;
    heardAt = Date.now();
    heardFor = performance.now();
    if (root.dataset.link === "dead") clock.again();
    learnClock(frame.t);
    parts.show(view.take(frame));
    if (!same) root.dataset.beat = root.dataset.beat === "1" ? "0" : "1"; // of those seen: who asks may see every second one
    judge();
    if (frame.v !== root.dataset.version) renew(frame.v);
  };

  const way = (why) => {
    note.textContent = WAYS[why] || "";
    note.hidden = !why;
  };

  /* ---- a new version: reload once, spread over some seconds, and only when the new page is really there */
  let renewing = false;
  const renew = (version) => {
    if (renewing || sessionStorage.getItem("wallboard-reloaded-for") === version) return;
    renewing = true;
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { cache: "no-store" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (answer.ok && page.documentElement.dataset.version === version) {
          sessionStorage.setItem("wallboard-reloaded-for", version);
          location.reload();
          return;
        }
      } catch (gone) {
        /* the next frame tries again */
      }
      renewing = false;
    }, 250 + Math.random() * 2750);
  };

  /* ---- sent away: dark at once, then on to where we are sent, but only when that is really there */
  let leaving = false;
  const signIn = async () => {
    const here = await fetch("/here", { cache: "no-store" });
    if (here.ok && (await here.json()).kind === "screen") return "/"; // somebody had signed in at a paired screen
    return `/sign-in?done=ended&next=${encodeURIComponent(location.pathname)}`;
  };
  const leave = async (to) => {
    if (leaving || (to !== "reload" && !/^\/(?![/\\])/.test(to))) return;
    leaving = true;
    link("dead", _("One moment"));
    view.parts.clear();
    document.body.textContent = "";
    document.body.appendChild(overlay);
    for (;;) {
      try {
        const path = to === "reload" ? location.href : to === "/sign-in" ? await signIn() : to;
        const answer = await fetch(path, { cache: "no-store" });
        if (answer.status < 500) return to === "reload" ? location.reload() : location.replace(path);
      } catch (gone) {
        /* it will come back */
      }
      await new Promise((over) => setTimeout(over, 500 + Math.random() * 4500));
    }
  };

  /* The stream was refused. Who does the server take us for? */
  const as = root.dataset.as;
  const consider = (here) => {
    if (here.kind === "nobody") leave(as === "screen" ? "/tv" : "/sign-in");
    else if (here.kind === "screen" && here.board !== name) leave("/");
    else if (as && here.kind !== as) leave("reload");
  };

  /* A screen's cookie is given anew each day: no browser keeps one for ever. */
  const KEEP_EVERY_MS = 24 * 3600 * 1000;
  if (as === "screen") setInterval(() => fetch("/here", { cache: "no-store" }).catch(() => null), KEEP_EVERY_MS);

  /* ---- the transport: the browser's shared worker; without one, or when it fails twice, our own connection */
  let port = null;
  let direct = null;
  let failures = 0;
  let spoke = 0;
  let answered = 0;

  const speak = () => {
    spoke = Date.now();
    port.postMessage({ name, of: root.dataset.of });
  };

  const connect = () => {
    if (port) port.close();
    port = null;
    newest = null;
    if (direct) return direct.follow([name]);
    if (typeof SharedWorker === "undefined" || failures >= 2) {
      direct = new StreamLink(clock, { frame: take, turn: leave, here: consider, way, of: () => [root.dataset.of || ""] });
      return direct.follow([name]);
    }
    // one for each sign-in: what it holds is of that one's remit
    const worker = new SharedWorker(root.dataset.worker, `wallboard ${root.dataset.who || ""}`);
    worker.onerror = () => failures++;
    port = worker.port;
    port.onmessage = (message) => {
      answered = Date.now();
      if (message.data.turn) leave(message.data.turn);
      else if (message.data.here) consider(message.data.here);
      else if (message.data.way !== undefined) way(message.data.way);
      else if (message.data) take(message.data);
      else failures = 0;
    };
    speak();
  };

  const watch = () => {
    judge();
    clock.tend();
    if (leaving || !port) return;
    const silent = silentFor();
    const waiting = spoke > answered;
    if (waiting && Math.abs(Date.now() - spoke) > ANSWER_WITHIN_MS) {
      failures++;
      connect();
    } else if (!waiting && Date.now() - spoke > (silent > 3000 ? ANSWER_WITHIN_MS : SPEAK_EVERY_MS)) speak();
  };

  root.dataset.link = "opening";
  setInterval(watch, LOOK_EVERY_MS);
  addEventListener("visibilitychange", watch);
  addEventListener("pagehide", () => port && port.postMessage({ leave: true }));
  addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
  root.dataset.ran = "yes"; // to the end: see floor.js
})();
