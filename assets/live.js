/* Puts frames on the page, and makes the whole wall look dead when there are none.
   Figures are written straight into the nodes that Dash has made: what changes every second must cost next to nothing. */
"use strict";

(() => {
  const root = document.documentElement;
  const board = root.dataset.board;
  if (!board) return;

  const DEAD_AFTER_MS = 4500; // and a look every quarter second: dead within 5 s, by every clock
  const LOOK_EVERY_MS = 250;
  const SPEAK_EVERY_MS = 20000;
  const ANSWER_WITHIN_MS = 2000;
  const SVG = "http://www.w3.org/2000/svg";

  const view = new BoardView();
  const nodes = new Map();
  const counting = new Map();
  const missing = new Set();

  /* ---- the server's clock: the least delayed of the last frames tells it best */
  const offsets = [];
  let offset = 0;
  const learnClock = (t) => {
    offsets.push(t - Date.now());
    if (offsets.length > 10) offsets.shift();
    offset = Math.max(...offsets);
  };

  /* ---- one component */
  const node = (id) => {
    let found = nodes.get(id);
    if (!found || !found.isConnected) {
      found = document.getElementById(id);
      if (found) nodes.set(id, found);
      else nodes.delete(id);
    }
    return found;
  };

  const write = (at, text) => {
    const first = at.firstChild;
    if (first && first.nodeType === Node.TEXT_NODE && first === at.lastChild) {
      if (first.data !== text) first.data = text;
    } else if (first || text) at.textContent = text;
  };

  const attribute = (at, name, value) => {
    if (value === null || value === undefined) {
      if (at.hasAttribute(name)) at.removeAttribute(name);
    } else if (at.getAttribute(name) !== value) at.setAttribute(name, value);
  };

  const properties = (at, vars) => {
    const before = at.wallboardVars || {};
    for (const name of Object.keys(before)) if (!(name in vars)) at.style.removeProperty(name);
    for (const [name, value] of Object.entries(vars)) if (before[name] !== value) at.style.setProperty(name, value);
    at.wallboardVars = vars;
  };

  const elapsed = (since) => {
    const s = Math.max(0, Math.floor((Date.now() + offset - since) / 1000));
    const two = (n) => String(n).padStart(2, "0");
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  };

  const spark = (at, line) => {
    const drawn = JSON.stringify(line);
    if (at.wallboardSpark === drawn && at.firstChild) return;
    at.wallboardSpark = drawn;
    if (!line) return at.replaceChildren();
    const known = [...line.points, line.target, line.top].filter((y) => y !== null && y !== undefined);
    const top = Math.max(...known, 0) * 1.1 || 1;
    const y = (value) => (100 - (100 * value) / top).toFixed(1);
    const step = 100 / Math.max(1, line.points.length - 1);
    let path = "";
    line.points.forEach((point, i) => {
      if (point !== null) path += `${i && line.points[i - 1] !== null ? "L" : "M"}${(i * step).toFixed(1)} ${y(point)}`;
    });
    let svg = at.firstChild;
    if (!svg || svg.nodeName !== "svg") {
      svg = document.createElementNS(SVG, "svg");
      for (const [name, value] of [["viewBox", "0 0 100 100"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
      for (const kind of ["spark-target", "spark-line"]) {
        const stroke = document.createElementNS(SVG, "path");
        stroke.setAttribute("class", kind);
        stroke.setAttribute("fill", "none");
        stroke.setAttribute("vector-effect", "non-scaling-stroke");
        svg.append(stroke);
      }
      at.replaceChildren(svg);
    }
    const target = line.target === null || line.target === undefined ? "" : `M0 ${y(line.target)}L100 ${y(line.target)}`;
    svg.firstChild.setAttribute("d", target);
    svg.lastChild.setAttribute("d", path);
  };

  /* The same, as it is read aloud: 1 minute 44 */
  const aloud = (since) => {
    const s = Math.max(0, Math.floor((Date.now() + offset - since) / 1000));
    const many = (n, word) => (n ? `${n} ${word}${n === 1 ? "" : "s"} ` : "");
    if (s < 60) return `${s} second${s === 1 ? "" : "s"}`;
    return (many(Math.floor(s / 3600), "hour") + many(Math.floor(s / 60) % 60, "minute") + (s < 3600 && s % 60 ? s % 60 : "")).trim();
  };
  const named = (props) => (props.since && props.label ? props.label.replace("{elapsed}", aloud(props.since)) : props.label);

  const show = (id) => {
    const at = node(id);
    if (!at) return missing.add(id);
    missing.delete(id);
    const props = view.parts.get(id) || {};
    if (props.since) counting.set(id, props.since);
    else counting.delete(id);
    if (props.spark || at.wallboardSpark) spark(at, props.spark || null);
    if (!props.spark && (props.since || props.text !== undefined || at.wallboardText)) {
      write(at, props.since ? elapsed(props.since) : props.text || "");
      at.wallboardText = true;
    }
    attribute(at, "data-state", props.state);
    attribute(at, "aria-label", named(props));
    if (at.hidden !== Boolean(props.hide)) at.hidden = Boolean(props.hide);
    if (props.vars || at.wallboardVars) properties(at, props.vars || {});
  };

  setInterval(() => {
    for (const [id, since] of counting) {
      const at = node(id);
      if (!at) continue;
      write(at, elapsed(since));
      const props = view.parts.get(id);
      if (props && props.label) attribute(at, "aria-label", named(props));
    }
  }, 250);

  /* Dash draws late, and may draw again: what was not there yet, or is not any more, is shown when it comes. */
  new MutationObserver(() => {
    const lost = [...nodes].some(([, at]) => !at.isConnected);
    for (const id of lost ? [...view.parts.keys()] : [...missing]) show(id);
  }).observe(document.body, { childList: true, subtree: true });

  /* ---- the watchdog, which trusts no transport */
  const opened = Date.now();
  let heardAt = null; // by the wall clock, which goes on while a laptop sleeps
  let heardFor = performance.now(); // and by the one that nobody sets
  let newest = null;

  const overlay = document.createElement("div");
  overlay.id = "link-lost";
  overlay.setAttribute("role", "alert");
  overlay.hidden = true;
  const words = document.createElement("p");
  overlay.append(words);
  document.body.append(overlay);

  const clockTime = (ms) => {
    const zone = root.dataset.zone || undefined;
    return new Date(ms).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: zone });
  };

  const link = (state) => {
    if (root.dataset.link === state) return;
    root.dataset.link = state;
    overlay.hidden = state !== "dead";
    if (state === "dead") words.textContent = heardAt ? `No contact with the server since ${clockTime(heardAt + offset)}` : "No contact with the server yet";
  };

  const silentFor = () => Math.max(Math.abs(Date.now() - (heardAt || opened)), performance.now() - heardFor);

  const take = (text) => {
    const frame = JSON.parse(text);
    if (frame.b !== board || leaving) return;
    const follows = frame.f || (newest && newest.e === frame.e && newest.s + 1 === frame.s);
    if (!follows) return frame.s > (newest ? newest.s : 0) && connect();
    newest = frame;
    heardAt = Date.now();
    heardFor = performance.now();
    learnClock(frame.t);
    for (const id of view.take(frame)) show(id);
    root.dataset.beat = String(frame.s % 2);
    link("live");
    if (frame.v !== root.dataset.version) renew(frame.v);
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
      } catch {
        /* the server has gone again; the next frame tries again */
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
    link("dead");
    words.textContent = "One moment";
    view.parts.clear();
    document.body.replaceChildren(overlay);
    for (;;) {
      try {
        const path = to === "reload" ? location.href : to === "/sign-in" ? await signIn() : to;
        const answer = await fetch(path, { cache: "no-store" });
        if (answer.status < 500) return to === "reload" ? location.reload() : location.replace(path);
      } catch {
        /* the server has gone; it will come back */
      }
      await new Promise((over) => setTimeout(over, 500 + Math.random() * 4500));
    }
  };

  /* The stream was refused. Who does the server take us for? */
  const as = root.dataset.as;
  const consider = (here) => {
    if (here.kind === "nobody") leave(as === "screen" ? "/tv" : "/sign-in");
    else if (here.kind === "screen" && here.board !== board) leave("/");
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
    port.postMessage({ board });
  };

  const connect = () => {
    if (port) port.close();
    port = null;
    newest = null;
    if (direct) return direct.follow([board]);
    if (typeof SharedWorker === "undefined" || failures >= 2) {
      direct = new StreamLink(take, leave, consider);
      return direct.follow([board]);
    }
    // one for each sign-in: what it holds is of that one's remit
    const worker = new SharedWorker(root.dataset.worker, { name: `wallboard ${root.dataset.who || ""}` });
    worker.onerror = () => failures++;
    port = worker.port;
    port.onmessage = (message) => {
      answered = Date.now();
      if (message.data.turn) leave(message.data.turn);
      else if (message.data.here) consider(message.data.here);
      else if (message.data) take(message.data);
      else failures = 0;
    };
    speak();
  };

  const watch = () => {
    if (leaving) return;
    const silent = silentFor();
    if (silent > DEAD_AFTER_MS) link("dead");
    if (!port) return;
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
})();
