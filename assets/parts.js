/* Draws a view that streams: figures are written straight into the nodes that Dash has made, because what changes every second
   must cost next to nothing. A part that cannot be drawn is marked, and takes no other along. */
"use strict";

const SVG = "http://www.w3.org/2000/svg";

const write = (at, text) => {
  const first = at.firstChild;
  if (first && first.nodeType === Node.TEXT_NODE && first === at.lastChild) {
    if (first.data !== text) first.data = text;
  } else if (first || text) at.textContent = text;
};

const attribute = (at, name, value) => {
  if (value === null || value === undefined) {
    if (at.hasAttribute(name)) at.removeAttribute(name);
  } else if (at.getAttribute(name) !== value) at.setAttribute(name, value);
};

const properties = (at, vars) => {
  const before = at.wallboardVars || {};
  for (const name of Object.keys(before)) if (!(name in vars)) at.style.removeProperty(name);
  for (const [name, value] of Object.entries(vars)) if (before[name] !== value) at.style.setProperty(name, value);
  at.wallboardVars = vars;
};

const spark = (at, line) => {
  const drawn = JSON.stringify(line);
  if (at.wallboardSpark === drawn && at.firstChild) return;
  at.wallboardSpark = drawn;
  if (!line) {
    at.textContent = "";
    return;
  }
  const known = [...line.points, line.target, line.top].filter((y) => y !== null && y !== undefined);
  const top = Math.max(...known, 0) * 1.1 || 1;
  const y = (value) => (100 - (100 * value) / top).toFixed(1);
  const step = 100 / Math.max(1, line.points.length - 1);
  let path = "";
  line.points.forEach((point, i) => {
    if (point !== null) path += `${i && line.points[i - 1] !== null ? "L" : "M"}${(i * step).toFixed(1)} ${y(point)}`;
  });
  let svg = at.firstChild;
  if (!svg || svg.nodeName !== "svg") {
    svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of [["viewBox", "0 0 100 100"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
    for (const kind of ["spark-target", "spark-line"]) {
      const stroke = document.createElementNS(SVG, "path");
      stroke.setAttribute("class", kind);
      stroke.setAttribute("fill", "none");
      stroke.setAttribute("vector-effect", "non-scaling-stroke");
      svg.appendChild(stroke);
    }
    at.textContent = "";
    at.appendChild(svg);
  }
  const target = line.target === null || line.target === undefined ? "" : `M0 ${y(line.target)}L100 ${y(line.target)}`;
  svg.firstChild.setAttribute("d", target);
  svg.lastChild.setAttribute("d", path);
};

/* The rows of a table's body, by their keys and in order. Each cell is a part of its own, which the view fills. */
const rows = (at, keys) => {
  const columns = (at.getAttribute("data-columns") || "").split(" ");
  const before = at.wallboardRows || new Map();
  const now = new Map(keys.map((key) => [key, before.get(key) || newRow(at.id, key, columns)]));
  for (const [key, row] of before) if (!now.has(key)) row.remove();
  let next = at.firstChild;
  for (const row of now.values()) {
    if (row === next) next = next.nextSibling;
    else at.insertBefore(row, next);
  }
  at.wallboardRows = now;
};

/* Rows of grids are drawn by the page's own script, which is `window.wallboardRows`. */
const isRow = (id) => id.startsWith("row:");

const newRow = (id, key, columns) => {
  const row = document.createElement("tr");
  columns.forEach((column, n) => {
    const cell = row.appendChild(document.createElement(n ? "td" : "th"));
    if (!n) cell.setAttribute("scope", "row");
    cell.setAttribute("dir", "auto");
    cell.id = `${id}/${key}/${column}`;
  });
  return row;
};

/* The nodes of one page, as the view has them. `serverNow` tells the server's clock in ms. */
class BoardParts {
  constructor(view, serverNow) {
    this.view = view;
    this.serverNow = serverNow;
    this.nodes = new Map();
    this.counting = new Map();
    this.missing = new Set();
    this.broken = new Set();
    setInterval(() => this.count(), 250);
    /* Dash draws late, and may draw again: what was not there yet, or is not any more, is shown when it comes. */
    new MutationObserver(() => {
      const lost = [...this.nodes.values()].some((at) => !at.isConnected);
      this.show(lost ? [...this.view.parts.keys()].filter((id) => !isRow(id)) : [...this.missing]);
    }).observe(document.body, { childList: true, subtree: true });
  }

  /* Whether there is something to show, and not one place for it. */
  get nowhere() {
    if (!this.missing.size) return false;
    let places = 0;
    for (const id of this.view.parts.keys()) if (!isRow(id)) places++;
    return this.missing.size >= places;
  }

  node(id) {
    let found = this.nodes.get(id);
    if (!found || !found.isConnected) {
      found = document.getElementById(id);
      if (found) this.nodes.set(id, found);
      else this.nodes.delete(id);
    }
    return found;
  }

  show(ids) {
    const rowIds = [];
    for (const id of ids) {
      if (isRow(id)) rowIds.push(id);
      else this.guarded(id, () => this.showOne(id));
    }
    if (rowIds.length && window.wallboardRows) this.guarded("rows", () => window.wallboardRows.take(rowIds, this.view.parts, this.serverNow));
  }

  /* One that throws is told once, marked on the page, and leaves the others alone. */
  guarded(id, draw) {
    try {
      draw();
      if (this.broken.delete(id)) this.tell();
    } catch (error) {
      const at = this.node(id);
      this.counting.delete(id);
      if (at) {
        at.textContent = "?"; // an old figure must not stay
        at.setAttribute("data-state", "error");
        delete at.wallboardSpark;
      }
      if (this.broken.has(id)) return;
      this.broken.add(id);
      this.tell();
      if (this.broken.size === 1) console.error(`part ${id} cannot be drawn`, error);
    }
  }

  tell() {
    attribute(document.documentElement, "data-broken", this.broken.size ? String(this.broken.size) : null);
  }

  showOne(id) {
    const at = this.node(id);
    const there = this.view.parts.get(id);
    if (there && !at) this.missing.add(id);
    else this.missing.delete(id);
    if (!there) {
      this.nodes.delete(id); // its row may have gone with it
      this.counting.delete(id);
    }
    if (!at) return;
    const props = there || {};
    if (props.rows || at.wallboardRows) rows(at, props.rows || []);
    if (props.since) this.counting.set(id, props.since);
    else this.counting.delete(id);
    if (props.spark || at.wallboardSpark) spark(at, props.spark || null);
    if (!props.spark && (props.since || props.text !== undefined || at.wallboardText)) {
      write(at, props.since ? this.elapsed(props.since) : props.text || "");
      at.wallboardText = true;
    }
    attribute(at, "data-state", props.state);
    attribute(at, "aria-label", this.named(props));
    if (at.hidden !== Boolean(props.hide)) at.hidden = Boolean(props.hide);
    if (props.vars || at.wallboardVars) properties(at, props.vars || {});
  }

  count() {
    for (const [id, since] of this.counting) this.guarded(id, () => this.countOne(id, since));
  }

  countOne(id, since) {
    const at = this.node(id);
    if (!at) return;
    write(at, this.elapsed(since));
    const props = this.view.parts.get(id);
    if (props && props.label) attribute(at, "aria-label", this.named(props));
  }

  seconds(since) {
    return Math.max(0, Math.floor((this.serverNow() - since) / 1000));
  }

  elapsed(since) {
    const s = this.seconds(since);
    const two = (n) => String(n).padStart(2, "0");
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  }

  /* The same, as it is read aloud: 1 minute 44 */
  aloud(since) {
    const s = this.seconds(since);
    const ngettext = window.wallboardSaysMany;
    if (s < 60) return ngettext("{n} second", "{n} seconds", s);
    const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
    const said = [h && ngettext("{n} hour", "{n} hours", h), m && ngettext("{n} minute", "{n} minutes", m), !h && s % 60];
    return said.filter((part) => part).join(" ");
  }

  named(props) {
    return props.since && props.label ? props.label.replace("{elapsed}", this.aloud(props.since)) : props.label;
  }
}
