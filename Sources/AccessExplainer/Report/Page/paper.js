// The printed version: lists of what the matrix shows, for the filters that are set.

function paper() {
  if (!grid.isMatch) select({});
  const filters = Object.entries(grid.filters).filter(([field]) => !["cells", "all"].includes(field));
  const { rows } = grid;
  const parts = [element("h1", null, "Who may run what"), element("p", null, origin()),
    filters.length > 0 && element("p", null, "Only: ", filters.map(([field, value]) => `${field} ${visible(value)}`).join(", "))];
  let namespace = -1;
  let list = null;
  for (const template of grid.columns) {
    if (data.templates[template][0] !== namespace) {
      namespace = data.templates[template][0];
      list = element("dl", null, element("dt", null, "Whatever the template, except for submitting and approving"),
        paperLines(rows, (group) => byPlace(places[group * data.namespaces.length + namespace]), () => ""));
      parts.push(element("h2", null, "Namespace ", name(data.namespaces[namespace])), list);
    }
    list.append(element("dt", null, `${kindOf(template)} `, name(templateName(template))));
    const lines = paperLines(rows.filter((group) => grid.isMatch(group, template)), (group) => given[group * TEMPLATES + template],
      (group) => (marks[group * TEMPLATES + template] & ENDING ? " (ends)" : ""));
    append(list, lines.length ? lines : [element("dd", null, "nobody")]);
  }
  const asList = (title, view) => [element("h2", null, title), view.slice(1)];
  parts.push(asList("Grants that end", endingView()), asList("Risks and what has no effect", risksView()), asList("What could not be read", unreadView()));
  return parts;
}

/** A line for each role that some of the groups have, the strongest first. */
function paperLines(groups, setOf, remark) {
  const byRole = new Map();
  for (const group of groups) {
    const set = setOf(group);
    if (!set) continue;
    const entry = byRole.get(roleWords(set)) || { rank: strongest(set), groups: [] };
    entry.groups.push(groupText(group) + remark(group));
    byRole.set(roleWords(set), entry);
  }
  return [...byRole].sort((a, b) => b[1].rank - a[1].rank).map(([text, entry]) =>
    element("dd", null, element("b", null, text), ": ", entry.groups.map((group, at) => [at ? ", " : "", name(group)])));
}

function preparePaper() {
  window.addEventListener("beforeprint", () => {
    onPaper = true;
    replace(byId("paper"), paper());
    onPaper = false;
  });
  window.addEventListener("afterprint", () => byId("paper").replaceChildren());
  byId("print").addEventListener("click", () => window.print());
}
