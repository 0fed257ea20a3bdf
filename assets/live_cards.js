/* The same rows as cards, where there is no room for a table. A card that somebody is at stays where it is. */
"use strict";

class LiveCards {
  constructor(name, rows, passes, said) {
    this.name = name;
    this.rows = rows;
    this.passes = passes;
    this.said = said;
    this.cards = new Map();
    this.most = LiveCards.AT_ONCE;
    this.order = [];
  }

  show({ sort, columns }, defs) {
    this.defs = new Map(defs.map((def) => [def.colId, def]));
    const told = columns || defs.filter((def) => !def.hide).map((def) => def.colId);
    const names = told.filter((name) => LiveCards.SHOWN[this.name].includes(name) && this.defs.has(name));
    if (names.join() !== this.order.join()) this.empty();
    [this.order, this.sorts] = [names, sort.filter(([name]) => this.defs.has(name))];
    this.draw();
  }

  redraw() {
    for (const card of this.cards.values()) card.cells.forEach((cell) => cell.draw());
  }

  take() {
    if (this.defs) this.draw();
  }

  draw() {
    const list = document.getElementById(`${this.name}-cards`);
    if (!list) return;
    const all = [...this.rows.values()].filter(this.passes).sort((a, b) => this.compare(a, b));
    const shown = all.slice(0, this.most);
    const kept = new Set(shown.map((row) => row.id));
    for (const id of [...this.cards.keys()]) if (!kept.has(id)) this.remove(id);
    const at = document.activeElement && document.activeElement.closest("li");
    let next = list.firstElementChild;
    for (const row of shown) {
      const card = this.card(row);
      if (card.at === next) next = next.nextElementSibling;
      else if (card.at !== at || !card.at.isConnected) list.insertBefore(card.at, next);
    }
    this.more(list, all.length);
    this.said.counted(all.length);
  }

  compare(a, b) {
    for (const [name, way] of this.sorts) {
      const { comparator } = this.defs.get(name);
      const found = comparator(a[name], b[name], { data: a }, { data: b }, way === "desc") * (way === "desc" ? -1 : 1);
      if (found) return found;
    }
    return a.id < b.id ? -1 : 1;
  }

  card(row) {
    const known = this.cards.get(row.id);
    if (known) {
      if (known.row !== row) known.cells.forEach((cell) => cell.refresh({ data: row, colDef: cell.of }));
      known.row = row;
      this.why(known);
      return known;
    }
    const made = { at: document.createElement("li"), row, cells: [] };
    const facts = made.at.appendChild(document.createElement("dl"));
    for (const name of this.order) this.fact(facts, made, this.defs.get(name));
    made.reason = made.at.appendChild(document.createElement("p"));
    this.why(made);
    this.cards.set(row.id, made);
    return made;
  }

  fact(facts, made, def) {
    const fact = facts.appendChild(document.createElement("div"));
    fact.dataset.column = def.colId;
    fact.appendChild(document.createElement("dt")).textContent = def.headerName;
    const cell = new def.cellRenderer();
    cell.of = def;
    cell.init({ data: made.row, colDef: def });
    fact.appendChild(document.createElement("dd")).appendChild(cell.getGui());
    made.cells.push(cell);
  }

  /* A table has it as what is said of a name that is pointed at: nobody points on a phone. */
  why(card) {
    const text = card.row.why || "";
    if (card.reason.textContent !== text) card.reason.textContent = text;
    card.reason.hidden = !text;
  }

  remove(id) {
    const card = this.cards.get(id);
    card.cells.forEach((cell) => cell.destroy && cell.destroy());
    card.at.remove();
    this.cards.delete(id);
  }

  empty() {
    for (const id of [...this.cards.keys()]) this.remove(id);
  }

  more(list, all) {
    let button = list.parentElement.querySelector(":scope > .more");
    if (!button) {
      button = list.parentElement.appendChild(document.createElement("button"));
      button.className = "more";
      button.type = "button";
      button.addEventListener("click", () => {
        this.most += LiveCards.AT_ONCE;
        this.draw();
      });
    }
    button.hidden = all <= this.most;
    const _ = window.wallboardSays;
    const text = _("Show more");
    if (button.textContent !== text) button.textContent = text;
  }
}
LiveCards.AT_ONCE = 40;
LiveCards.SHOWN = {
  queues: ["queue", "state", "waiting", "longest", "free", "level30", "today", "offered"],
  agents: ["agent", "state", "since", "reason", "queues", "calls"],
  callers: ["queue", "position", "since"],
};
