/* The line of a past day below a board or page: where on it the replay stands, what happened, and how fast it plays. Draws and listens;
   what is shown at an instant is past.js's matter. */
"use strict";

const PAST_SPEEDS = [1, 2, 5, 10, 30, 60];
const PAST_STEP_MS = 60000;

class PastLine {
  /* `acts`: seek(ms), seekLocal(text), play(whether), speed(times). */
  constructor(zone, acts) {
    this.zone = zone;
    this.acts = acts;
    this.day = null;
    this.at = 0;
    this.playing = false;
    this.build();
  }

  /* ---- what it is made of */
  build() {
    const _ = window.wallboardSays;
    const make = (tag, name, within, more) => within.appendChild(Object.assign(document.createElement(tag), { className: name }, more));
    const bar = make("section", "past-bar", document.body, { id: "past-bar" });
    bar.setAttribute("aria-label", _("Replay of the past"));
    this.said = make("p", "past-said", bar, { id: "past-said" });
    this.said.setAttribute("role", "status");

    const line = make("div", "past-line", bar);
    this.slider = make("div", "past-slider", line, { id: "past-slider", tabIndex: 0 });
    this.slider.setAttribute("role", "slider");
    this.slider.setAttribute("aria-label", _("Instant of the day"));
    this.open = make("div", "past-open", this.slider);
    this.marks = make("div", "past-marks", this.slider);
    this.thumb = make("div", "past-thumb", this.slider);
    this.hours = make("div", "past-hours", line);
    this.hours.setAttribute("aria-hidden", "true");

    const row = make("div", "past-row", bar);
    const button = (name, words, act) => {
      const at = make("button", name, row, { type: "button", textContent: words[0], title: words[1] });
      at.setAttribute("aria-label", words[1]);
      at.addEventListener("click", act);
      return at;
    };
    button("past-back", ["−1", _("A minute back")], () => this.step(-1));
    this.play = button("past-play", ["▶", _("Play")], () => this.acts.play(!this.playing));
    button("past-on", ["+1", _("A minute on")], () => this.step(1));
    const choice = (tag, name, words, more) => {
      const label = make("label", name, row);
      make("span", "", label, { textContent: words });
      const at = make(tag, "", label, { id: name, ...more });
      at.setAttribute("aria-label", words); // else what can be chosen is part of its name
      return at;
    };
    this.speed = choice("select", "past-speed", _("Speed"));
    for (const times of PAST_SPEEDS) make("option", "", this.speed, { value: String(times), textContent: `${times}×` });
    this.speed.addEventListener("change", () => this.acts.speed(Number(this.speed.value)));
    this.date = choice("input", "past-date", _("Day"), { type: "date" });
    this.time = choice("input", "past-time", _("Time"), { type: "time", step: "1" });
    for (const at of [this.date, this.time]) at.addEventListener("change", () => this.date.value && this.time.value && this.acts.seekLocal(`${this.date.value}T${this.time.value}`));
    this.list = choice("select", "past-list", _("Go to"));
    this.list.addEventListener("change", () => {
      if (this.list.value) this.acts.seek(Number(this.list.value));
      this.list.value = "";
    });
    const now = make("a", "past-now", row, { href: location.pathname, textContent: _("Back to now") });
    for (const sign of ["pointerdown", "focus", "click"]) now.addEventListener(sign, () => (now.href = location.pathname + location.hash)); // with what somebody made of the page
    this.listen();
    this.measure(bar);
  }

  /* The page ends above it, however many rows it takes. */
  measure(bar) {
    if (typeof ResizeObserver === "undefined") return;
    new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
  }

  listen() {
    this.slider.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => {
      const own = /^(BUTTON|SELECT|INPUT|A|SUMMARY)$/.test(event.target.nodeName) || event.target.closest(".grid");
      if (event.key !== " " || own) return; // it means something else there
      event.preventDefault();
      this.acts.play(!this.playing);
    });
    const point = (event) => {
      const box = this.slider.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      if (this.day) this.acts.seek(this.day.since + share * (this.day.until - this.day.since));
    };
    this.slider.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.slider.setPointerCapture(event.pointerId);
      point(event);
    });
    this.slider.addEventListener("pointermove", (event) => this.slider.hasPointerCapture(event.pointerId) && point(event));
  }

  key(event) {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 60, PageDown: -60 };
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === "Home" && this.day) this.acts.seek(this.day.since);
    else if (event.key === "End" && this.day) this.acts.seek(Math.min(this.day.now, this.day.until - 1000));
    else return;
    event.preventDefault();
  }

  step(minutes) {
    this.acts.seek(this.at + minutes * PAST_STEP_MS);
  }

  /* ---- what it shows */
  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  share(ms) {
    return `${(100 * Math.min(1, Math.max(0, (ms - this.day.since) / (this.day.until - this.day.since)))).toFixed(3)}%`;
  }

  /* A day's line: see /past/day. */
  show(day) {
    this.day = day;
    const place = (within, name, since, until, title) => {
      const at = within.appendChild(Object.assign(document.createElement("i"), { className: name, title: title || "" }));
      at.style.left = this.share(since);
      at.style.width = until === null ? "" : `calc(${this.share(until)} - ${this.share(since)})`;
    };
    for (const part of [this.open, this.marks, this.hours]) part.textContent = "";
    for (const [since, until] of day.open) place(this.open, "", since, until);
    for (const mark of day.marks) place(this.marks, `past-${mark.kind}`, mark.at, mark.until === null ? (mark.kind === "alert" ? day.now : null) : mark.until, mark.says);
    for (let hour = 0; hour < 24; hour += 3) {
      const ms = day.since + (hour * (day.until - day.since)) / 24;
      const at = this.hours.appendChild(Object.assign(document.createElement("span"), { textContent: this.clock(ms, false) }));
      at.style.left = this.share(ms);
    }
    this.list.textContent = "";
    const [_, ngettext] = [window.wallboardSays, window.wallboardSaysMany];
    const words = day.marks.length ? ngettext("{n} mark", "{n} marks", day.marks.length) : _("no marks");
    for (const [value, says] of [["", words], ...day.marks.map((mark) => [String(mark.at), mark.says])]) this.list.add(new Option(says, value));
    this.list.disabled = !day.marks.length;
    this.slider.setAttribute("aria-valuemin", "0");
    this.slider.setAttribute("aria-valuemax", String(Math.round((day.until - day.since) / 1000)));
    this.stand(this.at);
  }

  /* Where the replay is; the fields of date and time are left alone while somebody writes in them. */
  stand(ms, written) {
    this.at = ms;
    if (this.day) {
      this.thumb.style.left = this.share(ms);
      this.slider.setAttribute("aria-valuenow", String(Math.round((ms - this.day.since) / 1000)));
      this.slider.setAttribute("aria-valuetext", new Date(ms).toLocaleString(document.documentElement.lang, { dateStyle: "full", timeStyle: "medium", timeZone: this.zone }));
    }
    if (!written) return;
    const [date, time] = [written.slice(0, 10), written.slice(11, 19)];
    if (document.activeElement !== this.date) this.date.value = date;
    if (document.activeElement !== this.time) this.time.value = time;
  }

  plays(whether) {
    const _ = window.wallboardSays;
    this.playing = whether;
    this.play.textContent = whether ? "❚❚" : "▶";
    this.play.title = whether ? _("Pause") : _("Play");
    this.play.setAttribute("aria-label", this.play.title);
  }

  clock(ms, seconds = true) {
    const form = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: this.zone, ...(seconds ? { second: "2-digit" } : {}) };
    return new Date(ms).toLocaleTimeString(document.documentElement.lang, form);
  }
}
