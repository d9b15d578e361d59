// The matrix: an ARIA grid of which only the rows and cells in sight exist.

const grid = { rows: [], columns: [], filters: {}, focus: [0, 0], drawn: "" };
const small = () => grid.filters.cells === "small";
const narrow = () => window.innerWidth <= 640;
const size = () => ({
  // Few columns are wide enough for the names of their namespaces.
  width: small() ? 15 : Math.max(34, Math.min(64, Math.floor((byId("grid-place").clientWidth - 300) / grid.columns.length))),
  height: small() ? 18 : 30, band: 24, side: narrow() ? 138 : 260,
  head: Math.min(narrow() ? 118 : 150, 24 + 7 * Math.max(4, ...grid.columns.map((template) => visible(templateName(template)).length))),
});

/** Which rows and columns the filters leave. */
function select(filters) {
  const namespace = filters.ns ? data.namespaces.indexOf(filters.ns) : -1;
  const role = filters.role ? data.roles.indexOf(filters.role) : -1;
  const wanted = (filters.template || "").toLowerCase();
  let columns = data.templates.map((_, index) => index).filter((index) => (namespace < 0 || data.templates[index][0] === namespace)
    && (!wanted || templateName(index).toLowerCase().includes(wanted)));
  let rows = data.groups.map((_, index) => index).filter((index) => groupPath(index).startsWith(filters.group || ""));
  const isMatch = (row, column) => (role < 0
    ? access(row, column) !== 0 || (marks[row * TEMPLATES + column] & LACKING) !== 0
    : (access(row, column) & (1 << role)) !== 0);
  grid.isMatch = isMatch;
  if (!filters.all || role >= 0) {
    const seen = new Uint8Array(TEMPLATES);
    rows = rows.filter((row) => {
      let found = false;
      for (const column of columns) if (isMatch(row, column)) { found = true; seen[column] = 1; }
      return found;
    });
    columns = columns.filter((column) => seen[column]);
  }
  grid.rows = rows;
  grid.columns = columns;
}

/** Neighbouring columns of one namespace. */
function bands() {
  const found = [];
  grid.columns.forEach((template, index) => {
    const namespace = data.templates[template][0];
    const last = found.at(-1);
    if (last && last.namespace === namespace) last.end = index + 1;
    else found.push({ namespace, start: index, end: index + 1 });
  });
  return found;
}

function cellWords(row, column) {
  const at = row * TEMPLATES + column;
  const parts = [];
  if (given[at]) parts.push(roleWords(given[at]));
  else if (placeOf(row, column)) parts.push(`${roleWords(access(row, column))} by the namespace, not granted this template`);
  else parts.push("no access");
  if (marks[at] & UNKNOWN) parts.push("not known whether in effect");
  else if (marks[at] & LACKING) parts.push("claimed more than is in effect");
  if (marks[at] & ENDING) parts.push("ends");
  if (marks[at] & BOUND) parts.push("with limits");
  return parts.join(", ");
}

function buildGrid() {
  grid.size = size();
  const { width, height, head, band, side } = grid.size;
  const box = element("div", {
    class: small() ? "grid small" : "grid", role: "grid", "aria-label": "Groups in rows, templates in columns", "aria-readonly": "true",
    "aria-rowcount": grid.rows.length + 2, "aria-colcount": grid.columns.length + 1,
  });
  const total = side + grid.columns.length * width;
  const tall = band + head + grid.rows.length * height;
  grid.box = box;
  grid.bandList = bands();
  grid.first = new Set(grid.bandList.map((entry) => entry.start));
  grid.bandRow = element("div", { role: "row", "aria-rowindex": 1, style: `top:0;height:${band}px` });
  grid.headRow = element("div", { role: "row", "aria-rowindex": 2, style: `top:${band}px;height:${head}px` });
  grid.body = element("div", { role: "rowgroup" });
  const headBox = element("div", { class: "head", role: "rowgroup", style: `height:${band + head}px` }, grid.bandRow, grid.headRow);
  const sheet = element("div", { class: "sheet", role: "presentation", style: `width:${total}px;height:${tall}px` }, headBox, grid.body);
  box.append(sheet);
  // Room for the bars only where something has to be scrolled.
  const room = Math.max(260, window.innerHeight - (narrow() ? 130 : 200));
  const bar = 16, edge = 2;
  const isWide = total + edge > byId("grid-place").clientWidth, isTall = tall + edge > room;
  box.style.height = `${Math.min(tall + edge + (isWide ? bar : 0), room)}px`;
  box.style.maxWidth = `${total + edge + (isTall ? bar : 0)}px`;
  grid.drawn = "";
  box.addEventListener("scroll", () => requestAnimationFrame(draw));
  box.addEventListener("keydown", moveFocus);
  box.addEventListener("click", (event) => { const cell = placeOfEvent(event); if (cell) { focusOn(...cell); open(...cell); } });
  box.addEventListener("mouseover", (event) => { const cell = placeOfEvent(event); if (cell) readOut(...cell); });
  box.addEventListener("focusin", (event) => { const cell = placeOfEvent(event); if (cell) { grid.focus = cell; readOut(...cell); } });
  grid.focus = [Math.min(grid.focus[0], grid.rows.length - 1), Math.min(grid.focus[1], grid.columns.length - 1)];
  return box;
}

function placeOfEvent(event) {
  const cell = event.target.closest("[data-at]");
  return cell ? cell.dataset.at.split(",").map(Number) : null;
}

/** Draws what is in sight and a little around it; the focused cell always exists. */
function draw() {
  const { width, height, head, band, side } = grid.size;
  const { box } = grid;
  const step = 8;
  const top = Math.max(0, Math.floor((box.scrollTop / height - 4) / step) * step);
  const bottom = Math.min(grid.rows.length, Math.ceil((box.scrollTop + box.clientHeight - head - band) / height / step + 1) * step);
  const left = Math.max(0, Math.floor((box.scrollLeft / width - 4) / step) * step);
  const right = Math.min(grid.columns.length, Math.ceil((box.scrollLeft + box.clientWidth - side) / width / step + 1) * step);
  const drawn = [top, bottom, left, right].join();
  if (drawn === grid.drawn) return;
  grid.drawn = drawn;
  const hadFocus = box.contains(document.activeElement);
  const sight = { top, bottom, left, right, width, height, side };
  drawHead(sight);
  const wanted = new Set();
  for (let row = top; row < bottom; row += 1) wanted.add(row);
  if (grid.focus[0] >= 0) wanted.add(grid.focus[0]);
  replace(grid.body, [...wanted].sort((a, b) => a - b).map((row) => rowElement(row, sight)));
  if (hadFocus) cellAt(...grid.focus)?.focus({ preventScroll: true });
}

/** The columns to draw: those in sight and the focused one. */
function columnsIn({ left, right }) {
  const list = [];
  const focused = grid.focus[1];
  if (focused >= 0 && focused < left) list.push(focused);
  for (let column = left; column < right; column += 1) list.push(column);
  if (focused >= right && focused < grid.columns.length) list.push(focused);
  return list;
}

const tabIndex = (row, column) => (grid.focus[0] === row && grid.focus[1] === column ? 0 : -1);

function drawHead(sight) {
  const { width, side } = sight;
  const corner = () => element("div", { class: "corner", role: "presentation", style: `width:${side}px` });
  replace(grid.bandRow, corner(), grid.bandList.filter((band) => band.end > sight.left && band.start < sight.right).map((band) => element("div", {
    class: "namespace", role: "columnheader", "aria-colindex": band.start + 2, "aria-colspan": band.end - band.start,
    title: visible(data.namespaces[band.namespace]),
    style: `left:${side + band.start * width}px;width:${(band.end - band.start) * width}px`,
  }, element("span", { style: `left:${side}px` }, name(data.namespaces[band.namespace])))));
  replace(grid.headRow, corner(), columnsIn(sight).map((column) => element("div", {
    class: grid.first.has(column) ? "template first" : "template", role: "columnheader", "aria-colindex": column + 2, "data-at": `-1,${column}`,
    tabindex: tabIndex(-1, column), title: visible(templateText(grid.columns[column])), style: `left:${side + column * width}px;width:${width}px`,
  }, element("span", null, name(templateName(grid.columns[column]))))));
}

function rowElement(row, sight) {
  const { width, height, side } = sight;
  const group = grid.rows[row];
  const { head, band } = grid.size;
  return element("div", { role: "row", "aria-rowindex": row + 3, style: `top:${band + head + row * height}px;height:${height}px` },
    element("div", {
      role: "rowheader", "aria-colindex": 1, "data-at": `${row},-1`, tabindex: tabIndex(row, -1), style: `width:${side}px`,
      title: visible(groupText(group)),
    }, element("span", null, name(groupText(group)))),
    columnsIn(sight).map((column) => cellElement(row, column, group, grid.columns[column], side + column * width, width)));
}

function cellElement(row, column, group, template, left, width) {
  const at = group * TEMPLATES + template;
  const classes = [];
  let text = "";
  if (grid.isMatch(group, template)) {
    const place = placeOf(group, template);
    if (given[at]) {
      classes.push(`r${strongest(given[at])}`);
      text = letter(given[at]);
    } else if (marks[at] & LACKING) {
      text = "–";
    } else if (place) {
      classes.push("near");
      text = letter(byPlace(place)).toLowerCase();
    }
    if (marks[at] & (LACKING | UNKNOWN)) classes.push("off");
    if (marks[at] & UNKNOWN) text = given[at] ? text + "?" : "?";
    if (marks[at] & ENDING) classes.push("ends");
    if (marks[at] & BOUND) classes.push("bound");
  }
  if (grid.first.has(column)) classes.push("first");
  return element("div", {
    role: "gridcell", "aria-colindex": column + 2, "data-at": `${row},${column}`, tabindex: tabIndex(row, column),
    class: classes.join(" ") || null, style: `left:${left}px;width:${width}px`, "aria-label": cellWords(group, template),
  }, text);
}

const cellAt = (row, column) => grid.box.querySelector(`[data-at="${row},${column}"]`);

function readOut(row, column) {
  const group = row < 0 ? null : grid.rows[row];
  const template = column < 0 ? null : grid.columns[column];
  replace(byId("readout"), group === null ? [kindOf(template), " ", name(templateText(template)), ". Enter opens it."]
    : template === null ? [name(groupText(group)), ". Enter opens it."]
      : [name(groupText(group)), " × ", name(templateText(template)), ": ", cellWords(group, template), ". Enter explains."]);
}

/** Makes a cell the one that Tab reaches, scrolls to it and focuses it. */
function focusOn(row, column) {
  const { width, height, head, band, side } = grid.size;
  cellAt(...grid.focus)?.setAttribute("tabindex", "-1");
  grid.focus = [row, column];
  const { box } = grid;
  if (row >= 0) {
    const top = row * height, room = box.clientHeight - head - band;
    if (top < box.scrollTop) box.scrollTop = top;
    if (top + height > box.scrollTop + room) box.scrollTop = top + height - room;
  }
  if (column >= 0) {
    const left = column * width, room = box.clientWidth - side;
    if (left < box.scrollLeft) box.scrollLeft = left;
    if (left + width > box.scrollLeft + room) box.scrollLeft = left + width - room;
  }
  draw();
  if (!cellAt(row, column)) { grid.drawn = ""; draw(); }
  const cell = cellAt(row, column);
  cell.setAttribute("tabindex", "0");
  cell.focus({ preventScroll: true });
}

function moveFocus(event) {
  const { height, head, band } = grid.size;
  const page = Math.max(1, Math.floor((grid.box.clientHeight - head - band) / height) - 1);
  const lastRow = grid.rows.length - 1, lastColumn = grid.columns.length - 1;
  let [row, column] = grid.focus;
  switch (event.key) {
    case "ArrowUp": row -= 1; break;
    case "ArrowDown": row += 1; break;
    case "ArrowLeft": column -= 1; break;
    case "ArrowRight": column += 1; break;
    case "PageUp": row = Math.max(0, row - page); break;
    case "PageDown": row += page; break;
    case "Home": column = event.ctrlKey ? 0 : -1; if (event.ctrlKey) row = 0; break;
    case "End": column = lastColumn; if (event.ctrlKey) row = lastRow; break;
    case "Enter": case " ": event.preventDefault(); open(row, column); return;
    default: return;
  }
  event.preventDefault();
  row = Math.max(-1, Math.min(lastRow, row));
  column = Math.max(-1, Math.min(lastColumn, column));
  if (row === -1 && column === -1) return;
  focusOn(row, column);
}

/** A heading leads to its page, a cell explains itself. */
function open(row, column) {
  if (row < 0) location.hash = templateRoute(grid.columns[column]);
  else if (column < 0) location.hash = groupRoute(grid.rows[row]);
  else explain(grid.rows[row], grid.columns[column]);
}

function explain(group, template) {
  const panel = byId("panel");
  const close = element("button", { type: "button", onclick: () => panel.close() }, "Close");
  const heading = element("div", { class: "top" }, element("h2", { id: "panel-title" }, "Access of one group"), close);
  replace(panel, explanation(group, template, heading),
    element("p", null, element("a", { href: "#" + accessRoute(group, template), onclick: () => panel.close() }, "Open as a page")));
  panel.showModal();
}

function showMatrix(filters) {
  const isSame = grid.box && JSON.stringify(filters) === JSON.stringify(grid.filters);
  grid.filters = filters;
  if (!isSame || grid.width !== window.innerWidth) {
    grid.width = window.innerWidth;
    select(filters);
    const isEmpty = grid.rows.length === 0 || grid.columns.length === 0;
    replace(byId("grid-place"), isEmpty ? element("p", { class: "notice" }, "Nothing matches the filters.") : buildGrid());
    byId("readout").hidden = isEmpty;
    byId("matrix-count").textContent = `${count(grid.rows.length, "group")} of ${GROUPS.toLocaleString("en")}, `
      + `${count(grid.columns.length, "template")} of ${TEMPLATES.toLocaleString("en")}`;
    if (!isEmpty) draw();
  }
  const form = byId("filters");
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = Boolean(filters[field.name]);
    else if (field.name && field !== document.activeElement) field.value = filters[field.name] || "";
  }
}

function prepareMatrix() {
  byId("fold").open = !narrow();
  const form = byId("filters");
  const option = (value, text) => element("option", { value }, visible(text));
  replace(form.elements.ns, option("", "all"), data.namespaces.map((text) => option(text, text)));
  replace(form.elements.role, option("", "any"), data.roles.map((text) => option(text, `at least ${text}`)));
  const prefixes = new Set(data.groups.map(([, path]) => path.slice(0, path.lastIndexOf("/") + 1)).filter((text) => text.length > 1));
  replace(byId("prefixes"), [...prefixes].sort().map((text) => element("option", { value: text })));
  const changed = () => goTo(route("matrix"), Object.fromEntries([...new FormData(form)].filter(([, value]) => value)));
  form.addEventListener("input", changed);
  form.addEventListener("reset", (event) => { event.preventDefault(); goTo(route("matrix"), {}); });
  form.addEventListener("submit", (event) => event.preventDefault());
  const mark = (classes, text) => element("span", { class: `mark ${classes}`, "aria-hidden": "true" }, text);
  replace(byId("legend"), data.roles.map((text, role) => element("li", null, mark(`r${role}`, LETTERS[role]), text)),
    element("li", null, mark("", "v"), "by the namespace only"), element("li", null, mark("off", "–"), "claimed, not (all) in effect"),
    data.source === "cluster" && element("li", null, mark("off", "?"), "not known"),
    element("li", null, mark("ends", ""), "ends"), element("li", null, mark("bound", ""), "with limits"));
  window.addEventListener("resize", () => { if (!byId("matrix").hidden) showMatrix(grid.filters); });
}
