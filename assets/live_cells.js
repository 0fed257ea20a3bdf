/* How the cells of a live table are written, sorted and filtered, by the kind that their column declares
   (layouts/page/live_grid.py). Times count here, from instants by the server's clock. */
"use strict";

const liveCells = (() => {
  const NOTHING = "–";
  const SECOND_MS = 1000;
  const RUNS_IN = { talk: "on_call", wrap: "wrap_up", idle: "available" };
  const live = window.wallboardRows;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const counted = new Intl.NumberFormat(document.documentElement.lang);
  const ticking = new Set();

  const duration = (seconds) => {
    if (seconds === null || seconds === undefined) return NOTHING;
    const s = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, "0");
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  };
  const known = (value) => value !== null && value !== undefined;
  const elapsed = (row, since) => (known(since) ? Math.max(0, (live.now(row) - since) / SECOND_MS) : null);

  /* Seconds of today in a state: up to the beginning of the present one, and that too, where it is this. */
  const running = (row, name) => {
    if (!known(row[name])) return null;
    return row[name] + (row.state === RUNS_IN[name] ? elapsed(row, row.since) || 0 : 0);
  };
  const occupancy = (row) => {
    const [talk, wrap, idle] = ["talk", "wrap", "idle"].map((name) => running(row, name));
    const busy = (talk || 0) + (wrap || 0);
    return known(idle) && busy + idle > 0 ? busy / (busy + idle) : null;
  };
  const overdue = (row) => row.state === "paused" && known(row.allowed) && row.allowed !== "" && elapsed(row, row.since) > row.allowed;

  /* Where a cell leads; "" where its row does not say. An address begins with one slash: it is one of ours. */
  const address = (opens, row) => {
    if (opens[0] === ":") return /^\/(?![/\\])/.test(row[opens.slice(1)] || "") ? row[opens.slice(1)] : "";
    let whole = true;
    const filled = opens.replace(/%7B(\w+)%7D/g, (_, name) => {
      whole = whole && known(row[name]);
      return encodeURIComponent(row[name]);
    });
    return whole ? filled : "";
  };

  /* A cell as AG Grid has it, and as a card of the phone has it. */
  class Cell {
    init(params) {
      this.opens = params.colDef.context.opens;
      this.at = document.createElement(this.opens ? "a" : "span");
      this.at.className = "cell";
      if (params.api && this.opens) this.at.tabIndex = -1; // in a table, Enter on its cell opens it
      if (this.opens) this.at.addEventListener("click", (event) => event.stopPropagation()); // who leaves chooses no row
      this.word = this.at.appendChild(document.createTextNode(""));
      this.refresh(params);
    }

    getGui() {
      return this.at;
    }

    refresh(params) {
      this.row = params.data;
      this.name = params.colDef.field;
      this.means = params.colDef.headerTooltip;
      this.behind = this.opens ? address(this.opens, this.row) : "";
      this.draw();
      return true;
    }

    lead(to) {
      if (to === this.to) return;
      this.to = to;
      if (to) this.at.href = to;
      else this.at.removeAttribute("href");
    }

    draw() {
      this.said(this.text(), live.stale(this.row) || this.state()); // what is no news is no alarm
    }

    said(text, state) {
      if (this.word.data !== text) this.word.data = text;
      if (this.shown !== state) this.at.dataset.state = this.shown = state;
      if (this.opens) this.lead(text === NOTHING ? "" : this.behind);
      this.hint(text === NOTHING ? this.means : ""); // what a source cannot know says why
    }

    hint(text) {
      if (this.at.title !== text) this.at.title = text;
    }

    /* "" is nothing to tell, such as the reason of a break of somebody who is on none. */
    text() {
      return known(this.row[this.name]) ? String(this.row[this.name]) : NOTHING;
    }

    state() {
      return "none";
    }
  }

  class NumberCell extends Cell {
    text() {
      return known(this.row[this.name]) ? counted.format(this.row[this.name]) : NOTHING;
    }
  }

  class JudgedCell extends Cell {
    text() {
      return (this.row[this.name] || [null, NOTHING])[1];
    }

    state() {
      return (this.row[this.name] || [null, "", "none"])[2];
    }
  }

  class TextCell extends Cell {
    init(params) {
      super.init(params);
      this.at.dir = "auto";
    }

    hint(text) {
      super.hint(this.name === "queue" && this.row.why ? this.row.why : text || this.text()); // what does not fit is read all the same
    }
  }

  class AmountCell extends Cell {
    text() {
      return this.row[this.name] === "" ? "" : duration(this.row[this.name]);
    }
  }

  class TickingCell extends Cell {
    init(params) {
      super.init(params);
      ticking.add(this);
    }

    destroy() {
      ticking.delete(this);
    }

    /* Whether time alone changes what it says. */
    ticks() {
      return known(this.row[this.name]);
    }

    text() {
      return duration(elapsed(this.row, this.row[this.name]));
    }

    state() {
      if (overdue(this.row)) return "alarm";
      return this.name === "longest" ? this.row.late : "none";
    }
  }

  class RunningCell extends TickingCell {
    ticks() {
      return this.row.state === RUNS_IN[this.name];
    }

    text() {
      return duration(running(this.row, this.name));
    }

    state() {
      return "none";
    }
  }

  class OccupancyCell extends TickingCell {
    ticks() {
      return known(this.row.idle) && this.row.state !== "paused";
    }

    state() {
      return "none";
    }

    text() {
      const share = occupancy(this.row);
      return known(share) ? `${counted.format(Math.round(share * 100))}\u202f%` : NOTHING;
    }
  }

  class DoingCell extends TickingCell {
    ticks() {
      return this.row.state === "paused";
    }

    text() {
      return wordOf(this.row.state);
    }

    state() {
      return overdue(this.row) ? "alarm" : this.row.state;
    }
  }

  class SparkCell extends Cell {
    init(params) {
      super.init(params);
      this.at.classList.add("spark");
      this.word.remove();
      this.at.setAttribute("aria-hidden", "true");
    }

    draw() {
      const points = this.row[this.name];
      spark(this.at, points && points.some(known) ? { points, target: null, top: null } : null);
    }
  }

  /* What a state is called: the list by which agents are filtered says it. */
  const words = new Map();
  const wordOf = (state) => {
    if (!words.has(state)) {
      const options = [...document.querySelectorAll('select[data-live="which"][data-grid="agents"] option')];
      for (const option of options) words.set(option.value, option.textContent);
    }
    return words.get(state) || state;
  };

  /* Nothing comes last, whichever way is up. */
  const byValue = (of) => (a, b, nodeA, nodeB, down) => {
    const [x, y] = [of(a, nodeA), of(b, nodeB)];
    if (!known(x) || !known(y)) return known(x) === known(y) ? 0 : known(x) !== Boolean(down) ? -1 : 1;
    return typeof x === "string" ? collator.compare(x, y) : x - y;
  };
  const itself = (value) => (value === "" ? null : value);
  const kind = (renderer, of, more) => ({ cellRenderer: renderer, comparator: byValue(of), value: of, ...more });
  const numeric = { filter: "agNumberColumnFilter", headerClass: "number", cellClass: "number" };
  const textual = { filter: "agTextColumnFilter" };
  const late = (since) => (known(since) ? -since : null);

  const KINDS = {
    text: kind(TextCell, itself, textual),
    number: kind(NumberCell, itself, numeric),
    rank: kind(NumberCell, itself, { ...numeric, filter: false }),
    judged: kind(JudgedCell, (cell) => (cell ? cell[0] : null), numeric),
    standing: kind(JudgedCell, (cell) => (cell ? cell[0] : null), textual),
    since: kind(TickingCell, late, numeric), // the longer, the more
    doing: kind(DoingCell, itself, textual),
    amount: kind(AmountCell, itself, numeric),
    running: kind(RunningCell, (_, node) => running(node.data, "talk"), numeric),
    occupancy: kind(OccupancyCell, (_, node) => occupancy(node.data), numeric),
    spark: kind(SparkCell, () => null, { sortable: false, filter: false }),
  };

  /* A column as Dash told it, with what its kind does. Filters go by what is seen: seconds, and shares. */
  const column = (def) => {
    const { value, ...its } = KINDS[def.context.kind];
    const named = def.context.kind === "running" ? { comparator: byValue((_, node) => running(node.data, def.field)) } : {};
    const filterValueGetter = ({ data }) => filtered(def, data, value);
    return { ...def, ...its, ...named, filterValueGetter, cellDataType: false };
  };

  const filtered = (def, row, value) => {
    if (def.context.kind === "since") return elapsed(row, row[def.field]);
    if (def.context.kind === "running") return running(row, def.field);
    if (def.context.kind === "doing") return wordOf(row.state);
    if (def.context.kind === "standing") return row[def.field] ? row[def.field][1] : "";
    return value(row[def.field], { data: row });
  };

  live.timePassed = () => ticking.forEach((cell) => cell.ticks() && cell.draw());
  setInterval(live.timePassed, SECOND_MS);

  return { column, overdue, ticking };
})();
