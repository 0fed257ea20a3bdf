/* The live page: its three tables, the fields above them, the keyboard, and views that are saved and sent. */
"use strict";

(() => {
  const rows = window.wallboardRows;
  if (!rows || window.wallboardTooOld) return;
  const _ = window.wallboardSays;
  let view = null;
  const narrow = matchMedia("(max-width: 700px)");
  const tables = new Map();

  const on = (name) => (narrow.matches ? tables.get(name).cards : tables.get(name).grid);
  const each = (what) => tables.forEach((table, name) => what(table, name));
  const tools = (selector, name) => [...document.querySelectorAll(selector)].filter((at) => !name || at.dataset.grid === name);

  /* ---- a table's view, shown */

  const told = (name) => ({ ...view.tables[name], sort: view.sorted(name), selected: name === "queues" ? view.chosen : null });
  const show = (name) => {
    const { grid, cards } = tables.get(name);
    if (!grid.api) return;
    grid.show(told(name));
    if (narrow.matches) cards.show(told(name), grid.columns);
    fields(name);
  };
  const refilter = (name) => (narrow.matches ? tables.get(name).cards.take() : tables.get(name).grid.again());
  const changed = (names) => {
    view.write();
    names.forEach(show);
    names.forEach(refilter);
  };

  const fields = (name) => {
    const table = view.tables[name];
    const field = document.getElementById(`${name}-find`).firstElementChild;
    if (field && field.value !== table.find) field.value = table.find;
    for (const select of tools("select[data-live]", name)) {
      const value = select.dataset.live === "order" ? LiveView.written(table.sort.slice(0, 1)) : table[select.dataset.live];
      select.value = value;
      if (select.selectedIndex < 0) select.selectedIndex = 0;
    }
    const shown = table.columns || tables.get(name).grid.columns.filter((def) => !def.hide).map((def) => def.colId);
    for (const button of tools('button[data-live="column"]', name)) button.setAttribute("aria-pressed", String(shown.includes(button.dataset.column)));
  };

  /* Either of the two forms of a table says what it shows; the one that is not on shows nothing, and is not heard. */
  const shownOf = new Map();
  const counted = (name, cards) => (shown) => {
    if (cards !== narrow.matches) return;
    shownOf.set(name, shown);
    count(name);
  };
  const count = (name) => {
    if (!shownOf.has(name)) return;
    const [shown, all] = [shownOf.get(name), rows.of(name).size];
    const known = all || [...rows.of("floor").values()].some((site) => site.tone === "none"); // none, or nobody can tell
    const text = !known ? "–" : all === shown ? String(all) : _("{shown} of {all}", { shown, all });
    for (const at of [document.getElementById(`${name}-count`), document.getElementById(`${name}-there`)]) {
      if (at && at.textContent !== text) at.textContent = text;
    }
    const none = document.getElementById(`${name}-none`);
    const some = shown > 0 || all === 0;
    if (none && none.hidden !== some) none.hidden = some;
  };

  /* ---- what the reader does */

  const does = {
    which: (at) => choose(at, "which"),
    group: (at) => choose(at, "group"),
    order: (at) => {
      view.tables[at.dataset.grid].sort = LiveView.pairs(at.value);
      changed([at.dataset.grid]);
    },
    column: (at) => {
      const name = at.dataset.grid;
      const { columns } = tables.get(name).grid;
      const shown = view.tables[name].columns || columns.filter((def) => !def.hide).map((def) => def.colId);
      const column = at.dataset.column;
      const now = shown.includes(column) ? shown.filter((each) => each !== column) : columns.map((def) => def.colId).filter((id) => id === column || shown.includes(id));
      if (!now.length) return;
      view.keepColumns(name, now);
      show(name);
    },
    save: () => {
      const field = document.getElementById("view-name").firstElementChild;
      const name = field.value.trim();
      if (!name) return field.focus();
      view.keep((kept) => (kept.views[name] = view.hash(true)));
      listViews(name);
      say(_("Saved as {name}", { name }));
    },
    forget: () => {
      const list = document.getElementById("views");
      view.keep((kept) => delete kept.views[list.value]);
      listViews("");
    },
    copy: () => {
      const address = `${location.origin}${location.pathname}${location.search}#${view.hash(true)}`;
      const copied = navigator.clipboard ? navigator.clipboard.writeText(address) : Promise.reject(new Error("no clipboard"));
      copied.then(() => say(_("Copied")), () => say(address));
    },
    clear: () => open(""),
    all: (at) => {
      const name = at.dataset.grid;
      Object.assign(view.tables[name], { find: "", which: "", filter: null });
      if (name !== "queues") view.chosen = new Set();
      changed(names());
      to(name);
    },
  };
  const choose = (at, what) => {
    view.tables[at.dataset.grid][what] = at.value;
    changed([at.dataset.grid]);
  };
  const say = (text) => (document.getElementById("views-said").textContent = text);
  const open = (hash) => {
    view.read(hash);
    changed(LiveView.TABLES.filter((name) => tables.has(name)));
  };

  const listViews = (chosen) => {
    const list = document.getElementById("views");
    const names = Object.keys(view.kept().views).sort();
    list.replaceChildren(list.firstElementChild, ...names.map((name) => new Option(name, name)));
    list.value = chosen;
  };

  document.addEventListener("click", (event) => {
    const at = event.target.closest("button[data-live], a[data-keeps=view]");
    if (!at) return;
    if (at.dataset.live) does[at.dataset.live](at);
    else at.hash = location.hash; // to another instant, as it is looked at here
  });
  document.addEventListener("change", (event) => {
    const at = event.target;
    if (at.id === "views") {
      if (at.value) open(view.kept().views[at.value] || "");
    } else if (at.dataset && at.dataset.live && does[at.dataset.live]) does[at.dataset.live](at);
  });
  addEventListener("hashchange", () => view && open(location.hash));

  /* ---- the keyboard: F6 from part to part, / to a table's field, and back by Escape */

  const names = () => [...tables.keys()];
  const parts = () => LiveView.TABLES.filter((name) => document.getElementById(`${name}-part`)); // of agents there may be a note alone
  const partOf = (at) => parts().find((name) => document.getElementById(`${name}-part`).contains(at));
  const next = (back) => {
    const all = narrow.matches ? parts() : names();
    const here = all.indexOf(partOf(document.activeElement));
    to(all[here < 0 ? (back ? all.length - 1 : 0) : (here + (back ? -1 : 1) + all.length) % all.length]);
  };
  const to = (name) => {
    if (!narrow.matches) return tables.get(name).grid.focus();
    document.getElementById(`${name}-part`).scrollIntoView();
    document.getElementById(`${name}-title`).focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const at = event.target.closest(".live-jumps a");
    if (!at) return;
    event.preventDefault(); // what is behind the # of the address is the reader's view
    to(at.hash.slice(1).replace(/-part$/, ""));
  });
  addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const name = partOf(at);
    if (event.key === "F6") {
      next(event.shiftKey);
      event.preventDefault();
    } else if (event.key === "/" && name && at.closest(".grid") && at.tagName !== "INPUT") {
      document.getElementById(`${name}-find`).firstElementChild.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && name && at.type === "search") {
      if (at.value) find(name, (at.value = ""));
      else if (!narrow.matches) tables.get(name).grid.focus();
    }
  });

  /* ---- fields of our own, in the places that the page has for them */

  const find = (name, text) => {
    view.tables[name].find = text;
    view.write();
    refilter(name);
  };
  const field = (id, type, typed) => {
    const place = document.getElementById(id);
    const made = Object.assign(document.createElement("input"), { type, placeholder: place.dataset.hint, maxLength: 100 });
    made.setAttribute("aria-label", place.dataset.label);
    made.addEventListener("input", () => typed(made.value));
    place.appendChild(made);
  };

  const begin = (name) => {
    const passes = Object.assign((row) => view.passes(name, row), { all: () => view.all(name) });
    const said = {
      counted: counted(name, false),
      sorted: (sort) => {
        const { group } = view.tables[name];
        view.tables[name].sort = sort.filter(([column], nth) => nth || column !== group);
        if (group && (!sort.length || sort[0][0] !== group)) view.tables[name].group = "";
        changed([name]);
      },
      filtered: (model) => {
        view.tables[name].filter = model;
        view.write();
      },
      selected: (keys) => {
        if (name !== "queues") return;
        view.chosen = keys;
        view.write();
        names().filter((each) => each !== "queues").forEach(refilter);
      },
    };
    const table = { grid: new LiveTable(name, rows.of(name), passes, said), cards: new LiveCards(name, rows.of(name), passes, { counted: counted(name, true) }) };
    tables.set(name, table);
    field(`${name}-find`, "search", (text) => find(name, text));
    table.grid.ready().then(() => {
      rows.tell(name, (change) => on(name).take(change));
      turn(name);
    });
  };

  /* A table or cards, whichever there is room for. */
  const turn = (name) => {
    const { grid, cards } = tables.get(name);
    if (narrow.matches) grid.empty();
    else cards.empty();
    show(name);
    rows.whole(name);
    if (!narrow.matches) grid.fill();
  };
  narrow.addEventListener("change", () => each((table, name) => table.grid.api && turn(name)));

  /* Dash draws late. */
  const drawn = new MutationObserver(() => {
    const bar = document.getElementById("live-views");
    if (!bar) return;
    drawn.disconnect();
    view = new LiveView(bar.dataset.person);
    for (const name of LiveView.TABLES) if (document.getElementById(`${name}-cards`)) begin(name); // its grid comes later
    rows.tell("floor", () => each((table, name) => [on(name).redraw(), count(name)]));
    field("view-name", "text", () => null);
    listViews("");
  });
  drawn.observe(document.body, { childList: true, subtree: true });
})();
