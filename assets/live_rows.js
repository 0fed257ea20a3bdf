/* Rows that stream: what is known of each grid, by key. Whoever shows one is told what changed, a frame at a time. */
"use strict";

class LiveRows {
  constructor() {
    this.tables = new Map();
    this.listeners = new Map();
    this.serverNow = () => Date.now();
    this.timePassed = () => null; // said where time went on by more than it passes: what counts is drawn anew
    this.due = new Map(); // by grid: what is still to be shown
    this.waiting = false;
    this.turn = new MessageChannel();
    this.turn.port1.onmessage = () => this.show();
  }

  /* Of a grid, by key: cells by column, with the key as `id`. */
  of(name) {
    if (!this.tables.has(name)) this.tables.set(name, new Map());
    return this.tables.get(name);
  }

  tell(name, listener) {
    this.listeners.set(name, listener);
  }

  /* Everything of a grid is shown as it is: what was still to be told of it is. */
  whole(name) {
    this.due.delete(name);
    return this.of(name);
  }

  /* `ids` changed; `parts` has what they are now, and not those that are gone. */
  take(ids, parts, serverNow) {
    this.serverNow = serverNow;
    for (const id of ids) {
      const end = id.indexOf(":", 4);
      const [name, key] = [id.slice(4, end), id.slice(end + 1)];
      if (!this.due.has(name)) this.due.set(name, new Map());
      this.note(this.of(name), key, parts.get(id), this.due.get(name));
    }
    this.next();
  }

  /* One grid after the other; where that takes long, in turns, between which what somebody does is looked at at once. */
  next() {
    if (this.waiting || !this.due.size) return;
    this.waiting = true;
    this.turn.port2.postMessage(null);
  }

  show() {
    this.waiting = false;
    const until = performance.now() + LiveRows.TURN_MS;
    try {
      do {
        const [name, before] = this.due.entries().next().value;
        this.due.delete(name);
        if (this.listeners.has(name)) this.listeners.get(name)(this.change(name, before));
      } while (this.due.size && performance.now() < until);
    } finally {
      this.next();
    }
  }

  /* `before`: by key, the row as it was shown last; what changes again until it is shown is shown once. */
  note(rows, key, cells, before) {
    if (!before.has(key)) before.set(key, rows.get(key) || null);
    if (cells) rows.set(key, Object.assign({ id: key }, cells));
    else rows.delete(key);
  }

  change(name, before) {
    const [rows, change] = [this.of(name), { add: [], update: [], remove: [] }];
    for (const [key, was] of before) {
      const row = rows.get(key);
      if (row) (was ? change.update : change.add).push(row);
      else if (was) change.remove.push(was);
    }
    return change;
  }

  /* What is wrong with the phone system that told a row; "" where nothing is. */
  stale(row) {
    const site = this.of("floor").get(row.site_key);
    return site && ["lost", "silent", "late"].includes(site.tone) ? site.tone : "";
  }

  /* The instant as which a row is to be looked at: a phone system that tells nothing any more lets no time pass. */
  now(row) {
    const site = this.of("floor").get(row.site_key);
    return site && site.still ? site.still : this.serverNow();
  }
}

LiveRows.TURN_MS = 20;

window.wallboardRows = new LiveRows();
