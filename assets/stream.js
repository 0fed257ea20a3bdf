/* The way from the server to the page. Loaded twice: by every page, and once per browser and sign-in as a SharedWorker,
   because browsers allow six connections to a host and people open more tabs than that.
   docs/decisions/0001-stream.md. Needs nothing younger than Chromium 63. */
"use strict";

/* One connection for a set of views: boards by name, pages by address. Silence, an error or a gap in the numbers: begin again, for ever, with jitter.
   Where the stream does not get through, or brings old frames only, its backlog is dropped: it asks for the newest view,
   again and again, and tries the stream now and then. */
class StreamLink {
  constructor(clock, hooks) {
    this.clock = clock;
    this.onFrame = hooks.frame; // (text of the frame, the frame)
    this.onTurn = hooks.turn; // (where to): the server's last words, after which we ask no more
    this.onHere = hooks.here; // (who the server takes us for), when it refused the stream
    this.onWay = hooks.way; // why we ask instead of being told: "blocked", "slow", or "" again
    this.pagesOf = hooks.of; // () => what each page was made for, which the server compares
    this.names = [];
    this.seen = new Map();
    this.failures = 0;
    this.source = null;
    this.retry = null;
    this.heard = 0;
    this.asks = null; // while asking: {why, tries, answered, said}
    this.askWithin = StreamLink.ASK_WITHIN_MS;
    this.everHeard = false; // a frame of a stream
    this.behind = null;
    setInterval(() => this.watch(), 1000);
    self.addEventListener("online", () => this.retry !== null && this.open());
  }

  follow(names) {
    this.names = names;
    this.askNoMore();
    this.open();
  }

  open() {
    this.close();
    if (!this.names.length) return;
    this.seen.clear();
    this.behind = null;
    this.heard = Date.now();
    const source = new EventSource("/stream?" + this.query(this.names));
    source.onmessage = (message) => source === this.source && this.take(message.data);
    source.addEventListener("turn", (message) => source === this.source && this.turn(JSON.parse(message.data).to));
    source.onerror = () => {
      if (source !== this.source) return;
      if (source.readyState === EventSource.CLOSED) this.who(); // an answer, but no stream; a lost way leaves it CONNECTING
      this.again();
    };
    this.source = source;
  }

  query(names) {
    const told = (name, values) => values.map((value) => name + "=" + encodeURIComponent(value));
    const ofPage = (name) => name[0] === "/";
    return [...told("board", names.filter((name) => !ofPage(name))), ...told("page", names.filter(ofPage)), ...told("of", this.pagesOf())].join("&");
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
    this.everHeard = true;
    const age = this.clock.ageAtMost(frame);
    if (this.asks) {
      if (age === null || age > OLDEST_LIVE_MS) return this.again();
      this.askNoMore();
    } else if (this.fallsBehind(age)) return this.askInstead("slow");
    this.failures = 0;
    this.seen.set(frame.b, { e: frame.e, s: frame.s });
    this.onFrame(text, frame);
  }

  /* Old frames keep coming, and it does not get better. */
  fallsBehind(age) {
    const now = performance.now();
    if (age === null || age <= OLDEST_LIVE_MS) this.behind = null;
    else if (!this.behind) this.behind = { at: now, age };
    else if (now - this.behind.at > 2000) {
      if (age > this.behind.age - 1000) return true;
      this.behind = { at: now, age };
    }
    return false;
  }

  turn(to) {
    this.follow([]);
    this.onTurn(to);
  }

  /* Why we were refused is not said: signed out, moved, or only a board that is no more. */
  who() {
    return fetchWithin("/here", 10000).then(
      (answer) => {
        if (answer.status === 401) this.onHere({ kind: "nobody", board: "" });
        else if (answer.ok) this.onHere(JSON.parse(answer.text));
      },
      () => null, // the server has gone: the next try tells
    );
  }

  again() {
    this.close();
    const asks = this.asks;
    if (asks && asks.answered) {
      asks.tries++;
      this.sayWay();
      const most = asks.why === "slow" ? 600000 : 60000;
      this.retry = setTimeout(() => this.open(), Math.min(most, 7500 * 2 ** asks.tries) * (0.8 + 0.4 * Math.random()));
      return;
    }
    const most = Math.min(StreamLink.LAST_RETRY_MS, StreamLink.FIRST_RETRY_MS * 2 ** ++this.failures);
    this.retry = setTimeout(() => this.open(), StreamLink.FIRST_RETRY_MS + Math.random() * (most - StreamLink.FIRST_RETRY_MS));
  }

  askInstead(why) {
    this.close();
    this.asks = { why, tries: 0, answered: false, said: false };
    this.retry = setTimeout(() => this.open(), 3000);
    this.askOn(this.asks);
  }

  askNoMore() {
    if (this.asks && this.asks.said) this.onWay("");
    this.asks = null;
  }

  sayWay() {
    if (!this.asks.answered || this.asks.said || (this.everHeard && !this.asks.tries)) return;
    this.asks.said = true;
    this.onWay(this.asks.why);
  }

  askOn(asks) {
    Promise.all(this.names.map((name) => this.askFor(name, asks))).then((went) => {
      if (asks !== this.asks) return;
      if (went.includes(true)) return setTimeout(() => asks === this.asks && this.askOn(asks), StreamLink.ASK_EVERY_MS);
      this.askNoMore(); // nothing gets through: no proxy's doing
      if (!this.source) this.again();
    });
  }

  askFor(name, asks) {
    return fetchWithin("/frame?" + this.query([name]), this.askWithin).then(
      (answer) => {
        this.askWithin = StreamLink.ASK_WITHIN_MS;
        if (asks !== this.asks) return true;
        if (answer.ok) {
          asks.answered = true;
          this.sayWay();
          const frame = JSON.parse(answer.text);
          if (frame.turn) return this.turn(frame.turn);
          this.clock.ageAtMost(frame); // which asks the time anew when it is in doubt
          this.onFrame(answer.text, frame);
        } else if (answer.status < 500) this.who();
        return answer.status < 500 || answer.status === 503;
      },
      () => {
        this.askWithin = Math.min(StreamLink.ASK_WITHIN_AT_MOST_MS, this.askWithin * 2);
        return false;
      },
    );
  }

  watch() {
    this.clock.tend();
    if (!this.source || Math.abs(Date.now() - this.heard) <= StreamLink.SILENT_MS) return;
    if (this.asks) this.again();
    else this.askInstead("blocked");
  }
}
StreamLink.SILENT_MS = 4000;
StreamLink.FIRST_RETRY_MS = 500;
StreamLink.LAST_RETRY_MS = 5000;
StreamLink.ASK_EVERY_MS = 1300; // who is sent away while asking is dark within 2 s
StreamLink.ASK_WITHIN_MS = 4000; // a dead connection is left soon; after each failure there is more time
StreamLink.ASK_WITHIN_AT_MOST_MS = 64000;

/* One merged view, as frames leave it. */
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
      if (Object.keys(merged).length) this.parts.set(id, merged);
      else this.parts.delete(id);
    }
    return Object.keys(frame.d);
  }

  whole() {
    const { b, e, s, v, t, m } = this.head;
    const f = {};
    for (const [id, props] of this.parts) f[id] = props;
    return JSON.stringify({ b, e, s, v, t, m, f });
  }
}
