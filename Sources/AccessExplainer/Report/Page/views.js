// A page for each group and template, and the lists.

const heading = (...text) => element("h2", { tabindex: "-1" }, text);

function groupView([installation, path]) {
  const group = findGroup(installation, path);
  if (group < 0) return unknown("group", path);
  const own = everyGrant.filter(({ claim }) => claim.group === group);
  const people = data.people.filter((person) => person.groups.includes(group));
  const beside = data.holders.filter((holder) => holder.groups.length > 1 && holder.subject === undefined && holder.groups.includes(group));
  const rows = own.flatMap(({ binding, claim }) => (binding.uses.length ? binding.uses : [[-1]]).map(([template]) => [
    template < 0 ? "no template" : link(accessRoute(group, template), templateText(template)),
    chip(claim.role), state(claim), [name(bindingText(binding)), reasonText(claim)], claim.until ? time(claim.until) : "",
  ]));
  const where = data.namespaces.map((text, number) => [text, places[group * data.namespaces.length + number]]).filter(([, set]) => set);
  return [heading("Group ", name(groupText(group))),
    facts([
      ["Acts as", accountsOf[group].length ? accountsOf[group].map(accountLine) : word("bad", "no account")],
      people.length > 0 && ["Known members", people.map((person, at) => [at ? ", " : "", name(person.name || person.subject)])],
      beside.length > 0 && ["With other groups", element("details", null, element("summary", null, count(beside.length, "account")),
        element("ul", null, beside.map((holder) => element("li", null, code(holder.name), ": ", groupLinks(holder.groups)))))],
    ]),
    element("h3", null, "In whole namespaces"),
    where.length ? table("Whatever the template, members may do this in the namespace, except for submitting and approving.", ["Namespace", "Role"],
      where.map(([text, set]) => [link(route("matrix") + query({ ns: text }), text), setChip(byPlace(set))])) : element("p", null, "Nothing."),
    element("h3", null, "Templates"),
    rows.length ? table(`${count(own.length, "grant")} in ${count(new Set(own.map((entry) => entry.binding.number)).size, "binding")}`,
      ["Template", "Claimed", "State", "Through", "Until"], rows) : element("p", null, "No binding names this group.")];
}

const groupLinks = (groups) => groups.map((group, at) => [at ? " + " : "", link(groupRoute(group), groupPath(group))]);
function accountLine(account) {
  const holder = data.holders[account[0]];
  return element("div", null, code(`${data.places[account[1]]}/${holder.name}`), `, precedence ${account[2]}`);
}
function reasonText(claim) {
  const said = note(claim.note, claim.group);
  return said ? element("div", { class: "soft" }, name(said.text)) : "";
}

function templateView([namespace, kind, text]) {
  const template = findTemplate(namespace, kind, text);
  if (template < 0) return unknown("template", `${namespace}/${text}`);
  const bindings = bindingsOf[template].map((number) => data.bindings[number]);
  const claims = bindings.flatMap((binding) => binding.claims.map((claim) => ({ binding, claim })));
  const near = data.groups.map((_, group) => group).filter((group) => !given[group * TEMPLATES + template] && placeOf(group, template));
  return [heading(kindOf(template), " ", name(templateText(template)), isMissing(template) ? [" ", word("warn", "does not exist")] : ""),
    bindings.length === 0 && element("p", { class: "notice" }, "No binding names this template: nobody can submit it."),
    bindings.map((binding) => bindingCard(binding, template)),
    element("h3", null, "Who"),
    claims.length ? table("Each grant, with its chain", ["Group", "Claimed", "State", "Chain"], claims.map(({ binding, claim }) => {
      return [link(accessRoute(claim.group, template), groupText(claim.group)), chip(claim.role), [state(claim), times(claim)],
        lazyDetails(`through ${visible(bindingText(binding))}`, () => chain(binding, claim, template))];
    })) : element("p", null, "Nobody."),
    near.length > 0 && [element("h3", null, "By the namespace only"),
      table("These see its runs, and operators and above also stop, retry or change them; none submits or approves it.", ["Group", "Role in the namespace"],
        near.map((group) => [link(groupRoute(group), groupText(group)), setChip(byPlace(placeOf(group, template)))]))]];
}

/** Details whose content is made when they are opened first. */
function lazyDetails(summary, make) {
  if (onPaper) return make();
  const details = element("details", null, element("summary", null, summary));
  details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(make()); });
  return details;
}

function bindingCard(binding, template) {
  const scope = data.scopes[binding.scope];
  const limits = limitsOf(binding, template);
  const obstacle = note(binding.obstacle ?? -1, 0);
  return element("div", { class: "card" }, element("h4", null, "WorkflowBinding ", name(bindingText(binding))), facts([
    scope && ["Scope", [code(scope.name), " for ", name(scope.environment), scope.audit ? [" ", word("warn", "policies only warn")] : ""]],
    scope && scope.contact && ["Contact", name(scope.contact)],
    obstacle && ["Nothing is granted", name(obstacle.text)],
    ["Limits", limits.length ? element("ul", null, limits.map((entry) => element("li", null, entry))) : "none"],
    binding.fourEyes && ["Four eyes", "who may submit it approves none of its runs"],
  ]));
}

function accessView([installation, path, namespace, kind, text]) {
  const group = findGroup(installation, path), template = findTemplate(namespace, kind, text);
  if (group < 0) return unknown("group", path);
  if (template < 0) return unknown("template", `${namespace}/${text}`);
  return explanation(group, template, heading("Access of one group"));
}

const unknown = (what, text) => [heading(`No such ${what}`), element("p", null, `This report knows no ${what} `, code(text), ". ",
  element("a", { href: "#/matrix" }, "To the matrix"))];

// Lists

const ending = () => everyGrant.filter(({ claim }) => claim.given >= 0 && claim.until > NOW).sort((a, b) => a.claim.until - b.claim.until);
const lacking = () => everyGrant.filter(({ claim }) => claim.given !== claim.role || isUnknown(claim));

const grantRow = ({ binding, claim }) => [link(groupRoute(claim.group), groupText(claim.group)), chip(claim.role), state(claim),
  [name(bindingText(binding)), reasonText(claim)]];

function endingView() {
  const list = ending();
  const begun = everyGrant.filter(({ claim }) => claim.from > NOW).sort((a, b) => a.claim.from - b.claim.from);
  return [heading("Grants that end"),
    list.length ? table(`${count(list.length, "grant")}, the next to end first`, ["Ends", "Group", "Role", "Through"], list.map(({ binding, claim }) => [
      [time(claim.until), element("div", { class: "soft" }, distance(claim.until))], link(groupRoute(claim.group), groupText(claim.group)),
      chip(claim.given), name(bindingText(binding))])) : element("p", null, "No grant in effect has an end."),
    begun.length > 0 && [element("h3", null, "Grants that begin"), table(count(begun.length, "grant"), ["Begins", "Group", "Role", "Through"],
      begun.map(({ binding, claim }) => [[time(claim.from), element("div", { class: "soft" }, distance(claim.from))],
        link(groupRoute(claim.group), groupText(claim.group)), chip(claim.role), name(bindingText(binding))]))]];
}

function templatesOf(runs) {
  const list = [];
  for (let at = 0; at < (runs || []).length; at += 2) for (let more = 0; more < runs[at + 1]; more += 1) list.push(runs[at] + more);
  return list;
}

/** Whom or what a risk is about. */
function riskSubject(risk) {
  const parts = [];
  if (risk.group !== undefined) parts.push(link(groupRoute(risk.group), groupText(risk.group)));
  if (risk.person !== undefined) {
    const person = data.people[risk.person];
    parts.push([name(person.name || person.subject), " in ", groupLinks(person.groups)]);
  }
  if (risk.groups) parts.push(groupLinks(risk.groups));
  if (risk.installation !== undefined) parts.push(["ArgoInstallation ", name(data.installations[risk.installation].name)]);
  if (risk.scope !== undefined) {
    const scope = data.scopes[risk.scope];
    parts.push(["WorkflowScope ", name(`${data.namespaces[scope.namespace]}/${scope.name}`)]);
  } else if (risk.namespace !== undefined) {
    parts.push(["namespace ", name(data.namespaces[risk.namespace])]);
  }
  return parts.map((part, at) => [at ? ", " : "", part]);
}

function risksView() {
  const parts = [heading("Risks and what has no effect")];
  for (const kind of data.riskKinds) {
    const list = data.risks.filter((risk) => risk.code === kind.code);
    if (!list.length) continue;
    const hasTemplates = list.some((risk) => risk.templates);
    const hasText = list.some((risk) => risk.text);
    parts.push(element("h3", null, kind.title, " ", element("span", { class: "badge" }, list.length)),
      table(kind.meaning, ["Who or where", hasTemplates && "Templates", hasText && "What"].filter(Boolean), list.map((risk) => [riskSubject(risk),
        ...(hasTemplates ? [templateList(templatesOf(risk.templates))] : []), ...(hasText ? [name(risk.text || "")] : [])])));
  }
  const list = lacking();
  parts.push(element("h3", null, "Grants that are not in effect, or not as claimed ", element("span", { class: "badge" }, list.length)),
    list.length ? table("With the reason", ["Group", "Claimed", "State", "Through"], list.map(grantRow)) : element("p", null, "None."));
  return parts;
}

function templateList(list) {
  const links = (some) => some.map((template, at) => [at ? ", " : "", link(templateRoute(template), templateText(template))]);
  return list.length <= 4 ? links(list) : lazyDetails(count(list.length, "template"), () => element("p", null, links(list)));
}

function unreadView() {
  return [heading("What could not be read"), data.unread.length
    ? [element("p", null, "This report does not know what these would say. Access that they give is missing from it."),
      table(count(data.unread.length, "kind of object", "kinds of objects"), ["What", "Where", "Why"],
        data.unread.map((entry) => [name(entry.kind), name(entry.namespace || "everywhere"), name(entry.reason)]))]
    : element("p", null, data.source === "cluster" ? "Everything that was asked for could be read."
      : "Nothing is missing: this report was made of files, and says what they would give.")];
}

function aboutView() {
  return [heading("Installations and people"), data.installations.map((installation, number) => {
    const people = data.people.filter((person) => person.installation === number);
    return element("div", { class: "card" }, element("h3", null, "ArgoInstallation ", name(installation.name)), facts([
      ["Argo Workflows", name(installation.version)], ["Realm", name(installation.realm)], ["Identities", name(installation.layout)],
      installation.obstacle && ["Nothing is granted", name(installation.obstacle)],
      installation.sum && ["Several groups", [installation.addsUp ? word("good", "add up") : word("warn", "do not add up"), " ", name(installation.sum)]],
      installation.policies && ["Policies", installation.policies.map((text) => [code(text), " "])],
    ]), people.length > 0 && table(count(people.length, "known member"), ["Person", "Groups", "Acts as"], people.map((person) => [
      name(person.name || person.subject), groupLinks(person.groups),
      person.accounts.length ? person.accounts.map((at) => accountLine(data.accounts[at])) : word("warn", "nobody")])));
  })];
}

function overview() {
  const risks = data.risks.length, list = lacking().length;
  const entries = [["/matrix", GROUPS, "groups"], ["/matrix", TEMPLATES, "templates"], ["/about", data.accounts.length, "accounts"],
    ["/ending", ending().length, "grants end"], ["/risks", risks, "risks"], ["/risks", list, "grants not (all) in effect"]];
  return entries.map(([to, number, text]) => element("li", null, element("a", { href: "#" + to },
    element("strong", null, number.toLocaleString("en")), " ", element("span", null, text))));
}
