/* A live table in AG Grid: rows by its own API, so that a reader's sort, filter, scroll place, focus and selection stay. */
"use strict";

/* A browser brings what is focused into view, by where it stood before AG Grid drew it anew, a frame or two later. */
const keepingPageStill = (change) => {
  const [x, y] = [scrollX, scrollY];
  const back = () => (scrollX !== x || scrollY !== y) && window.scrollTo(x, y);
  change();
  back();
  requestAnimationFrame(() => {
    back();
    requestAnimationFrame(back);
  });
};

class LiveTable {
  constructor(name, rows, passes, said) {
    this.name = name;
    this.rows = rows;
    this.passes = passes; // whether a row is shown, by the view; `passes.all()`: whether every row is
    this.said = said; // {sorted, filtered, selected, counted}: what the reader did
    this.api = null;
    this.taken = 0; // changes
  }

  /* When Dash has drawn the grid. */
  ready() {
    return window.dash_ag_grid.getApiAsync(this.name).then((api) => {
      this.api = api;
      this.columns = api.getColumnDefs().map(liveCells.column);
      api.updateGridOptions({
        columnDefs: this.columns,
        isExternalFilterPresent: () => !this.passes.all(),
        doesExternalFilterPass: (node) => this.passes(node.data),
      });
      api.addEventListener("sortChanged", (event) => event.source !== "api" && this.said.sorted(this.sort()));
      api.addEventListener("filterChanged", (event) => event.source === "columnFilter" && this.said.filtered(api.getFilterModel()));
      api.addEventListener("cellKeyDown", ({ event }) => event.key === "Enter" && LiveTable.open(event.target));
      api.addEventListener("selectionChanged", (event) => this.selects(event.source));
      api.addEventListener("modelUpdated", () => this.said.counted(api.getDisplayedRowCount()));
    });
  }

  /* All rows anew; from now on `take` brings what changes. */
  fill() {
    this.api.onFilterChanged(); // the view may have changed while there were cards
    this.api.setGridOption("rowData", [...this.rows.values()]);
    this.filled = true;
    this.select();
  }

  empty() {
    this.filled = false;
    this.api.setGridOption("rowData", []);
  }

  take(change) {
    if (!this.filled) return;
    this.keepingPlace(() => {
      this.api.applyTransaction(change);
      if (this.sortsByTime) this.api.refreshClientSideRowModel("sort"); // the others' times went on too
    });
    if (++this.taken % LiveTable.TAKEN_UNTIL_DRAWN === 0) this.drawBody();
    if (change.add.length && this.wanted && this.wanted.size) this.select();
  }

  /* With each change AG Grid tells React the sizes of its body, mostly those that React has. React keeps every telling until it
     draws the body anew, which may never be: hundreds of bytes a change, all shift. Now and then it is made to look. */
  drawBody() {
    for (const on of [true, false]) this.api.setGridOption("alwaysShowVerticalScroll", on);
  }

  /* Every cell anew: what its phone system tells is news again, or is none any more. */
  redraw() {
    if (this.filled) this.api.refreshCells({ force: true });
  }

  again() {
    if (this.filled) this.keepingPlace(() => this.api.onFilterChanged());
  }

  /* AG Grid keeps the focus by a row's number. Here it stays with the row, and the row where it stood on the screen. */
  keepingPlace(change) {
    const focused = this.focused();
    const { scrollTop, clientHeight } = this.viewport(); // AG Grid knows of a scroll with the next frame only
    const from = focused && focused.node ? focused.node.rowTop - scrollTop : -1;
    const seen = from >= 0 && from < clientHeight;
    change();
    if (!focused || !focused.node) return;
    const node = this.api.getRowNode(focused.node.id);
    const displayed = node && node.displayed;
    const rowIndex = displayed ? node.rowIndex : Math.min(focused.rowIndex, this.api.getDisplayedRowCount() - 1);
    if (displayed && seen) this.scrollTo(node.rowTop - from);
    if (rowIndex < 0 || (displayed && rowIndex === focused.rowIndex)) return;
    keepingPageStill(() => this.api.setFocusedCell(rowIndex, focused.column));
    if (displayed && seen) this.scrollTo(node.rowTop - from); // a row that is seen in part need not come into view
  }

  /* The cell that the keyboard is in, while it is in this table. */
  focused() {
    const cell = this.element().contains(document.activeElement) ? this.api.getFocusedCell() : null;
    return cell && { node: this.api.getDisplayedRowAtIndex(cell.rowIndex), rowIndex: cell.rowIndex, column: cell.column };
  }

  element() {
    return document.getElementById(this.name);
  }

  viewport() {
    return this.element().querySelector(".ag-body-viewport");
  }

  scrollTo(top) {
    const viewport = this.viewport();
    if (Math.abs(viewport.scrollTop - top) >= 1) viewport.scrollTop = top;
  }

  /* ---- what a view says of it */

  show({ sort, columns, filter, selected }) {
    const order = columns || this.columns.filter((def) => !def.hide).map((def) => def.colId);
    const sorts = new Map(sort.map(([colId, way], sortIndex) => [colId, { sort: way, sortIndex }]));
    const ids = [...order, ...this.columns.map((def) => def.colId).filter((colId) => !order.includes(colId))];
    const state = ids.map((colId) => ({ colId, hide: !order.includes(colId), sort: null, sortIndex: null, ...sorts.get(colId) }));
    this.api.applyColumnState({ state, applyOrder: true });
    this.sortsByTime = this.columns.some((def) => sorts.has(def.colId) && ["running", "occupancy"].includes(def.context.kind));
    this.filterBy(filter);
    this.wanted = selected;
    this.select();
  }

  filterBy(model) {
    try {
      this.api.setFilterModel(model || null);
    } catch (unfit) {
      this.api.setFilterModel(null); // an address may say anything
    }
  }

  sort() {
    const sorted = this.api.getColumnState().filter((column) => column.sort);
    return sorted.sort((a, b) => a.sortIndex - b.sortIndex).map((column) => [column.colId, column.sort]);
  }

  select() {
    if (!this.wanted || !this.filled) return;
    const nodes = { true: [], false: [] };
    this.api.forEachNode((node) => node.isSelected() !== this.wanted.has(node.id) && nodes[this.wanted.has(node.id)].push(node));
    for (const on of [false, true]) if (nodes[on].length) this.api.setNodesSelected({ nodes: nodes[on], newValue: on, source: "api" });
  }

  selects(source) {
    if (!LiveTable.BY_HAND.includes(source)) return;
    this.wanted = new Set(this.api.getSelectedNodes().map((node) => node.id));
    this.said.selected(this.wanted);
  }

  focus() {
    const first = this.api.getFirstDisplayedRowIndex();
    const cell = this.api.getFocusedCell();
    if (this.api.getDisplayedRowCount()) this.api.setFocusedCell(cell ? cell.rowIndex : first, cell ? cell.column : this.api.getAllDisplayedColumns()[0]);
    else this.element().querySelector("[tabindex]").focus();
  }
}
LiveTable.open = (cell) => {
  const link = cell.querySelector && cell.querySelector("a[href]");
  if (link) link.click();
};
LiveTable.TAKEN_UNTIL_DRAWN = 500;
LiveTable.BY_HAND = ["rowClicked", "spaceKey", "keyboardSelectAll", "uiSelectAll", "checkboxSelected"];
