/* What time it is at the server, by questions of our own. Loaded by every page and by the shared worker.
   Needs nothing younger than Chromium 63. */
"use strict";

const OLDEST_LIVE_MS = 4500; // and a look every quarter second: nothing older than 5 s is shown as live

/* GET within a time; what comes later is as good as nothing. Browsers before Chromium 66 cannot stop one that hangs. */
const fetchWithin = (path, ms) => {
  const stop = typeof AbortController === "undefined" ? null : new AbortController();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no answer in time"));
      if (stop) stop.abort();
    }, ms);
  });
  const asked = fetch(path, stop ? { cache: "no-store", signal: stop.signal } : { cache: "no-store" });
  const answered = asked.then((answer) => answer.text().then((text) => ({ status: answer.status, ok: answer.ok, text })));
  answered.catch(() => null);
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
};

/* How old a frame is, by questions of our own: an answer was made after its question was sent, so the server's uptime is
   ahead of our clock by at most (what it said - when we asked). No delay on the way to us can bend that; one on the way
   there only makes frames look older than they are. */
class ServerClock {
  constructor() {
    this.forget();
    this.asking = false;
    this.askedAt = -Infinity;
    this.doubted = true;
    this.doubts = 0; // asked for nothing better, in a row
    this.failed = false;
    this.every = ServerClock.EVERY_MS * (0.8 + 0.4 * Math.random());
    this.tend();
  }

  forget() {
    this.samples = [];
    this.epoch = null;
    this.apart = Date.now() - performance.now();
  }

  /* ms at most; null when it cannot be told: then nothing may be called live. */
  ageAtMost(frame) {
    if (Math.abs(Date.now() - performance.now() - this.apart) > 1000) this.forget(); // set, or asleep: one of the two
    if (frame.e !== this.epoch) return this.doubt(null);
    const now = performance.now();
    const age = now - frame.m + Math.min(...this.samples.map((one) => one.ahead + (now - one.at) * ServerClock.DRIFT));
    if (age < -100) {
      this.forget(); // from the future: our clock stood still meanwhile
      return this.doubt(null);
    }
    if (age > OLDEST_LIVE_MS) return this.doubt(age);
    this.doubts = 0;
    return age;
  }

  doubt(age) {
    this.doubted = true;
    this.tend();
    return age;
  }

  /* Asks when there is a reason to, and now and then without. Called every second or so. */
  tend() {
    if (this.asking || (this.epoch === null && !this.doubted)) return;
    const since = performance.now() - this.askedAt;
    if (since > this.patience()) this.ask();
  }

  /* The way is free again after a silence: what was asked meanwhile failed, and says nothing of now. */
  again() {
    if (this.asking || performance.now() - this.askedAt < 1000) return;
    this.failed = false;
    this.doubts = 0;
    this.ask();
  }

  patience() {
    if (this.failed) return 3000;
    if (this.epoch === null) return 1000;
    if (this.samples.length < 3) return 2000;
    return this.doubted ? Math.min(60000, 5000 * 2 ** this.doubts) : this.every;
  }

  ask() {
    this.asking = true;
    if (this.doubted && this.samples.length >= 3) this.doubts++;
    this.doubted = false;
    const sent = (this.askedAt = performance.now());
    const over = (failed) => {
      this.asking = false;
      this.failed = failed && this.epoch !== null;
    };
    fetchWithin("/clock", ServerClock.WITHIN_MS)
      .then((answer) => this.hear(JSON.parse(answer.text), sent))
      .then(() => over(false), () => over(true));
  }

  hear(said, sent) {
    if (said.e !== this.epoch) {
      this.forget();
      this.epoch = said.e;
    }
    this.samples.push({ ahead: said.m - sent, at: sent });
    if (this.samples.length > 6) this.samples.shift();
  }
}
ServerClock.EVERY_MS = 300000;
ServerClock.WITHIN_MS = 20000;
ServerClock.DRIFT = 0.0002; // of a cheap crystal
