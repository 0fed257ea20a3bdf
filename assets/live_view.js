/* What a reader made of the live page: filters, sort, columns. It stands behind the # of the address, which no server is
   told of; columns and named views are kept in this browser for whoever is signed in. */
"use strict";

class LiveView {
  constructor(person) {
    this.keptAt = `wallboard-live-${person}`;
    this.read(location.hash);
  }

  read(hash) {
    const told = new URLSearchParams(hash.replace(/^#/, ""));
    const kept = this.kept();
    this.chosen = new Set(told.getAll("in"));
    this.tables = {};
    for (const name of LiveView.TABLES) {
      const say = (what) => (told.get(`${name}.${what}`) || "").slice(0, LiveView.LONGEST);
      this.tables[name] = {
        find: say("find"),
        which: say("which"),
        group: say("group"),
        sort: say("sort") ? LiveView.pairs(say("sort")) : LiveView.SORT[name],
        filter: LiveView.model(say("filter")),
        columns: say("columns") ? say("columns").split(",") : kept.columns[name],
      };
    }
  }

  /* As an address says it: only what is not as it is anyhow. `columns` go along where somebody else is to see them. */
  hash(columns) {
    const told = new URLSearchParams();
    for (const key of this.chosen) told.append("in", key);
    for (const [name, table] of Object.entries(this.tables)) {
      const say = (what, text) => text && told.set(`${name}.${what}`, text);
      for (const what of ["find", "which", "group"]) say(what, table[what]);
      const sort = LiveView.written(table.sort);
      say("sort", sort === LiveView.written(LiveView.SORT[name]) ? "" : sort);
      say("filter", table.filter && Object.keys(table.filter).length ? JSON.stringify(table.filter) : "");
      say("columns", columns && table.columns ? table.columns.join(",") : "");
    }
    return String(told);
  }

  write() {
    const hash = this.hash(false);
    if (hash !== location.hash.replace(/^#/, "")) history.replaceState(null, "", location.pathname + location.search + (hash && `#${hash}`));
  }

  /* What the rows of a table are sorted by: that by which they are grouped comes first. */
  sorted(name) {
    const { group, sort } = this.tables[name];
    return group ? [[group, "asc"], ...sort.filter(([column]) => column !== group)] : sort;
  }

  /* Whether nothing is filtered in a table. */
  all(name) {
    const { find, which } = this.tables[name];
    return !find && !which && (name === "queues" || !this.chosen.size);
  }

  passes(name, row) {
    const { find, which } = this.tables[name];
    if (name !== "queues" && this.chosen.size && !(row.in || []).some((key) => this.chosen.has(key))) return false;
    if (which && !LiveView.WHICH[name](row, which)) return false;
    return !find || LiveView.text(row).includes(find.toLocaleLowerCase());
  }

  /* ---- what is kept */

  kept() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.keptAt));
    } catch (none) {
      /* then nothing is kept */
    }
    return Object.assign({ columns: {}, views: {} }, kept);
  }

  keep(change) {
    const kept = this.kept();
    change(kept);
    try {
      localStorage.setItem(this.keptAt, JSON.stringify(kept));
    } catch (full) {
      /* it lasts as long as this page */
    }
  }

  keepColumns(name, columns) {
    this.tables[name].columns = columns;
    this.keep((kept) => (kept.columns[name] = columns));
  }

  static pairs(text) {
    return text.split(",").map((pair) => [pair.replace(/:(asc|desc)$/, ""), pair.endsWith(":desc") ? "desc" : "asc"]);
  }

  static written(sort) {
    return sort.map((pair) => pair.join(":")).join(",");
  }

  static model(text) {
    try {
      const model = JSON.parse(text || "null");
      return model && typeof model === "object" && !Array.isArray(model) ? model : null;
    } catch (unfit) {
      return null;
    }
  }

  static text(row) {
    const words = Object.values(row).map((cell) => (Array.isArray(cell) ? cell[1] : cell));
    return words.filter((word) => typeof word === "string").join(" ").toLocaleLowerCase();
  }
}
LiveView.TABLES = ["queues", "agents", "callers"];
LiveView.LONGEST = 2000;
LiveView.SORT = { queues: [["help", "asc"]], agents: [["agent", "asc"]], callers: [["since", "desc"]] };
LiveView.WHICH = {
  queues: (row, which) => (which === "help" ? Boolean(row.why) : row.lost === true),
  agents: (row, which) => (which === "over" ? liveCells.overdue(row) : row.state === which),
  callers: () => true,
};
