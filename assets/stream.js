/* The way from the server to the page. Loaded twice: by every page, and once per browser and sign-in as a SharedWorker,
   because browsers allow six connections to a host and people open more tabs than that.
   docs/decisions/0001-stream.md */
"use strict";

/* One connection for a set of boards. Silence, an error or a gap in the numbers: begin again, for ever, with jitter. */
class StreamLink {
  static SILENT_MS = 4000;
  static FIRST_RETRY_MS = 500;
  static LAST_RETRY_MS = 5000;

  constructor(onFrame, onTurn, onHere) {
    this.onFrame = onFrame; // (text of the frame, the frame)
    this.onTurn = onTurn; // (where to): the server's last words, after which we ask no more
    this.onHere = onHere; // (who the server takes us for), when it refused the stream
    this.boards = [];
    this.seen = new Map();
    this.failures = 0;
    this.source = null;
    this.retry = null;
    this.heard = 0;
    setInterval(() => this.watch(), 1000);
    self.addEventListener("online", () => this.retry !== null && this.open());
  }

  follow(boards) {
    this.boards = boards;
    this.open();
  }

  open() {
    this.close();
    if (!this.boards.length) return;
    this.seen.clear();
    this.heard = Date.now();
    const query = this.boards.map((board) => "board=" + encodeURIComponent(board)).join("&");
    const source = new EventSource("/stream?" + query);
    source.onmessage = (message) => source === this.source && this.take(message.data);
    source.addEventListener("turn", (message) => source === this.source && this.turn(JSON.parse(message.data).to));
    source.onerror = () => {
      if (source !== this.source) return;
      if (source.readyState === EventSource.CLOSED) this.ask(); // an answer, but no stream; a lost way leaves it CONNECTING
      this.again();
    };
    this.source = source;
  }

  close() {
    clearTimeout(this.retry);
    this.retry = null;
    if (this.source) this.source.close();
    this.source = null;
  }

  take(text) {
    const frame = JSON.parse(text);
    const last = this.seen.get(frame.b);
    const follows = frame.f || (last && last.e === frame.e && frame.s === last.s + 1);
    if (!follows) return this.again();
    this.heard = Date.now();
    this.failures = 0;
    this.seen.set(frame.b, { e: frame.e, s: frame.s });
    this.onFrame(text, frame);
  }

  turn(to) {
    this.follow([]);
    this.onTurn(to);
  }

  /* A stream that was refused does not say why: signed out, moved, or only a board that is no more. */
  async ask() {
    try {
      const answer = await fetch("/here", { cache: "no-store" });
      if (answer.status === 401) this.onHere({ kind: "nobody", board: "" });
      else if (answer.ok) this.onHere(await answer.json());
    } catch {
      /* the server has gone: the next try tells */
    }
  }

  again() {
    this.close();
    const most = Math.min(StreamLink.LAST_RETRY_MS, StreamLink.FIRST_RETRY_MS * 2 ** ++this.failures);
    this.retry = setTimeout(() => this.open(), StreamLink.FIRST_RETRY_MS + Math.random() * (most - StreamLink.FIRST_RETRY_MS));
  }

  watch() {
    if (this.source && Math.abs(Date.now() - this.heard) > StreamLink.SILENT_MS) this.again();
  }
}

/* The merged view of one board, as frames leave it. */
class BoardView {
  constructor() {
    this.parts = new Map();
    this.head = null;
  }

  /* Returns the ids that changed. */
  take(frame) {
    this.head = frame;
    this.at = Date.now();
    if (frame.f) {
      const gone = [...this.parts.keys()].filter((id) => !(id in frame.f));
      this.parts = new Map(Object.entries(frame.f));
      return [...this.parts.keys(), ...gone];
    }
    for (const [id, props] of Object.entries(frame.d)) {
      const merged = { ...this.parts.get(id), ...props };
      for (const name of Object.keys(props)) if (props[name] === null) delete merged[name];
      this.parts.set(id, merged);
    }
    return Object.keys(frame.d);
  }

  whole() {
    const { b, e, s, v, t } = this.head;
    return JSON.stringify({ b, e, s, v, t, f: Object.fromEntries(this.parts) });
  }
}

/* In the worker: every tab has a port; each gets the frames of its board, a newcomer the whole view at once. */
if (typeof SharedWorkerGlobalScope !== "undefined") {
  const FORGOTTEN_MS = 180000; // hidden tabs may speak only once a minute
  const FRESH_MS = 2500; // an older view must not be handed out as a live one
  const tabs = new Map();
  const views = new Map();
  const link = new StreamLink(
    (text, frame) => {
      if (!views.has(frame.b)) views.set(frame.b, new BoardView());
      views.get(frame.b).take(frame);
      for (const [port, tab] of tabs) if (tab.board === frame.b) port.postMessage(text);
    },
    (to) => {
      views.clear();
      for (const port of tabs.keys()) port.postMessage({ turn: to });
      tabs.clear();
    },
    (here) => tabs.forEach((_, port) => port.postMessage({ here })),
  );

  const refresh = () => {
    const wanted = [...new Set([...tabs.values()].map((tab) => tab.board))].sort();
    if (wanted.join("\n") === link.boards.join("\n")) return;
    for (const board of [...views.keys()]) if (!wanted.includes(board)) views.delete(board);
    link.follow(wanted);
  };

  const hear = (port, said) => {
    if (said.leave) tabs.delete(port);
    else {
      const known = tabs.get(port);
      tabs.set(port, { board: said.board, heard: Date.now() });
      port.postMessage("");
      const held = views.get(said.board);
      if (!known && held && Date.now() - held.at < FRESH_MS) port.postMessage(held.whole());
    }
    refresh();
  };

  setInterval(() => {
    for (const [port, tab] of tabs) if (Math.abs(Date.now() - tab.heard) > FORGOTTEN_MS) tabs.delete(port);
    refresh();
  }, 30000);

  self.onconnect = (event) => {
    const port = event.ports[0];
    port.onmessage = (message) => hear(port, message.data);
  };
}
