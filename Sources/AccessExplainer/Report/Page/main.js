// Routes, search, colours: what holds the page together. The part of the address behind # says what is shown.

const VIEWS = [
  ["matrix", "Matrix", null],
  ["ending", "Ending", endingView, () => ending().length],
  ["risks", "Risks", risksView, () => data.risks.length + lacking().length],
  ["unread", "Not read", unreadView, () => data.unread.length],
  ["about", "Installations", aboutView],
];
const PAGES = { group: groupView, template: templateView, access: accessView };

function query(filters) {
  const text = new URLSearchParams(filters).toString();
  return text ? "?" + text : "";
}

/** Shows another state of a view without a new step in the browser's history. */
function goTo(path, filters) { location.replace("#" + path + query(filters)); }

function parts() {
  const [path, text] = location.hash.slice(1).split("?");
  const decoded = path.split("/").filter(Boolean).map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
  return { view: decoded[0] || "matrix", rest: decoded.slice(1), filters: Object.fromEntries(new URLSearchParams(text || "")) };
}

let shown = null;

function show() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const { view, rest, filters } = parts();
  const listed = VIEWS.find(([id]) => id === view);
  const make = listed ? listed[2] : PAGES[view];
  const isMatrix = !make;
  byId("matrix").hidden = !isMatrix;
  for (const anchor of document.querySelectorAll("nav a")) {
    if (anchor.dataset.view === (isMatrix ? "matrix" : view)) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  const key = [view, ...rest].join("/");
  if (isMatrix) {
    replace(byId("content"));
    showMatrix(filters);
  } else {
    replace(byId("content"), make(rest));
  }
  const title = isMatrix ? byId("matrix-title") : byId("content").querySelector("h2");
  document.title = `${title.textContent} – Who may run what`;
  if (shown !== null && shown !== key) {
    closeSearch();
    window.scrollTo(0, 0);
    title.focus();
  }
  shown = key;
}

function origin() {
  const from = data.source === "cluster" ? "a cluster as it was" : "files, as if they were applied";
  return `From ${from} on ${time(NOW)}; ${data.generator}`;
}

// Search

function closeSearch() { byId("found").hidden = true; }

function searchFor(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return closeSearch();
  const most = 60;
  const hits = [];
  const look = (what, list, textOf, routeOf) => list.forEach((entry, number) => {
    const own = textOf(number);
    if (own.toLowerCase().includes(wanted)) hits.push([what, own, routeOf(number)]);
  });
  look("group", data.groups, groupText, groupRoute);
  look("template", data.templates, templateText, templateRoute);
  look("person", data.people, (at) => data.people[at].name || data.people[at].subject, () => "/about");
  look("binding", data.bindings, (at) => bindingText(data.bindings[at]), (at) => {
    const use = data.bindings[at].uses[0];
    return use ? templateRoute(use[0]) : "/risks";
  });
  byId("found-count").textContent = hits.length > most ? `${hits.length} found, the first ${most} are listed` : `${hits.length} found`;
  replace(byId("found-list"), hits.slice(0, most).map(([what, own, to]) => element("li", null,
    element("a", { href: "#" + to, onclick: closeSearch }, name(own), element("span", { class: "soft" }, ` ${what}`)))));
  byId("found").hidden = false;
}

function prepareSearch() {
  const box = byId("search"), found = byId("found");
  box.addEventListener("input", () => searchFor(box.value));
  box.addEventListener("focus", () => searchFor(box.value));
  const place = box.parentNode;
  place.addEventListener("focusout", (event) => { if (!place.contains(event.relatedTarget)) closeSearch(); });
  place.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { closeSearch(); box.focus(); closeSearch(); }
    else if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (at === 0 ? box : links[at - 1]).focus(); }
    else if (event.key === "Enter" && event.target === box && links.length) { event.preventDefault(); links[0].click(); }
  });
  // A pointer that leaves for the list must not close it before the click.
  found.addEventListener("mousedown", (event) => event.preventDefault());
}

// Colours

function prepareColours() {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const choice = byId("theme");
  const stored = (() => { try { return localStorage.getItem("idmon-report-colours"); } catch { return null; } })();
  if (["light", "dark"].includes(stored)) choice.value = stored;
  const apply = () => {
    const isDark = choice.value === "dark" || (choice.value === "auto" && system.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  };
  choice.addEventListener("change", () => {
    // A page that was opened as a file may have no storage.
    try { localStorage.setItem("idmon-report-colours", choice.value); } catch { /* the choice holds for this visit */ }
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}

prepareColours();
byId("origin").textContent = origin();
replace(byId("views"), VIEWS.map(([id, text, , number]) => element("li", null, element("a", { href: "#/" + id, "data-view": id }, text,
  number && number() > 0 ? [" ", element("span", { class: id === "unread" ? "badge alert" : "badge" }, number().toLocaleString("en"))] : ""))));
replace(byId("notices"), data.unread.length > 0 && element("p", { class: "notice" }, "Not everything could be read, so access may be missing here: ",
  element("a", { href: "#/unread" }, "what is missing")));
replace(byId("overview"), overview());
prepareMatrix();
prepareSearch();
preparePaper();
window.addEventListener("hashchange", show);
show();
