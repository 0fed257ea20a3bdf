/* Rows that stream: what is known of each grid, by key. Whoever shows one is told what changed, a frame at a time. */
"use strict";

class LiveRows {
  constructor() {
    this.tables = new Map();
    this.listeners = new Map();
    this.serverNow = () => Date.now();
    this.due = [];
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

  /* `ids` changed; `parts` has what they are now, and not those that are gone. */
  take(ids, parts, serverNow) {
    this.serverNow = serverNow;
    const changes = new Map();
    for (const id of ids) {
      const end = id.indexOf(":", 4);
      const [name, key] = [id.slice(4, end), id.slice(end + 1)];
      if (!changes.has(name)) changes.set(name, { add: [], update: [], remove: [] });
      this.note(this.of(name), key, parts.get(id), changes.get(name));
    }
    for (const [name, change] of changes) if (this.listeners.has(name)) this.due.push([this.listeners.get(name), change]);
    this.next();
  }

  /* One grid after the other; where that takes long, in turns, between which what somebody does is looked at at once. */
  next() {
    if (this.waiting || !this.due.length) return;
    this.waiting = true;
    this.turn.port2.postMessage(null);
  }

  show() {
    this.waiting = false;
    const until = performance.now() + LiveRows.TURN_MS;
    try {
      do {
        const [listener, change] = this.due.shift();
        listener(change);
      } while (this.due.length && performance.now() < until);
    } finally {
      this.next();
    }
  }

  note(rows, key, cells, change) {
    const before = rows.get(key);
    if (cells) {
      const row = Object.assign({ id: key }, cells);
      rows.set(key, row);
      (before ? change.update : change.add).push(row);
    } else if (before) {
      rows.delete(key);
      change.remove.push(before);
    }
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
