// One access through its whole chain: claim, ceiling, account, RBAC, policy.

/** What a person in a group may do about a template, as a list of yes and no. */
function abilities(group, template) {
  const own = given[group * TEMPLATES + template];
  const all = access(group, template);
  const cells = data.bindings.length ? bindingsOf[template].map((number) => data.bindings[number]) : [];
  const isHeld = (binding) => binding.fourEyes && binding.claims.some(
    (claim) => claim.group === group && claim.given >= 0 && INCLUDED[claim.given] & APPROVER);
  return data.capabilities.map(([text, role, isOfTemplate]) => {
    const may = Boolean((isOfTemplate ? own : all) & (1 << role));
    const blocked = may && role === 2 && own & SUBMITTER && cells.some(isHeld);
    const why = blocked ? "four eyes: who may submit it approves none of its runs"
      : isOfTemplate ? "" : "every run and template of the namespace";
    return { text, may: may && !blocked, why };
  });
}

function abilityList(group, template) {
  return element("ul", { class: "able" }, abilities(group, template).map(({ text, may, why }) => element("li", null,
    element("span", { class: `chip word ${may ? "good" : "off"}` }, may ? "yes" : "no"), " ", text,
    why && (may || why.startsWith("four")) ? element("span", { class: "soft" }, ` – ${why}`) : "")));
}

function limitWords(limit) {
  const words = [];
  if (limit.entrypoints) words.push(["entrypoints ", limit.entrypoints.map((text) => [code(text), " "])]);
  if (limit.parameters && limit.parameters.length === 0) words.push("no parameters");
  for (const parameter of limit.parameters || []) {
    const rules = [];
    if (parameter.required) rules.push("required");
    if (parameter.values) rules.push(["one of ", parameter.values.map((text) => [code(text), " "])]);
    if (parameter.pattern) rules.push(["matches ", code(parameter.pattern)]);
    if (parameter.minLength !== undefined) rules.push(`at least ${count(parameter.minLength, "character")}`);
    if (parameter.maxLength !== undefined) rules.push(`at most ${count(parameter.maxLength, "character")}`);
    words.push(["parameter ", code(parameter.name), rules.length ? [": ", rules.map((rule, at) => [at ? ", " : "", rule])] : ""]);
  }
  return words;
}

/** What a binding asks of runs of a template, once for each entry that means it; nothing where some entry asks nothing. */
function limitsOf(binding, template) {
  const limits = binding.uses.filter(([number]) => number === template).map(([, limit]) => limit);
  if (!limits.every(isLimit)) return [];
  return limits.map((limit) => limitWords(limit).map((entry, at) => [at ? "; " : "", entry]));
}

const item = (what, ...rest) => element("li", null, element("span", { class: "what" }, what), " ", rest);

/** The links through which one grant gives a template. */
function chain(binding, claim, template) {
  const namespace = data.namespaces[binding.namespace];
  const scope = data.scopes[binding.scope];
  const installation = data.installations[data.groups[claim.group][0]];
  const account = accountFor(claim.group, namespace);
  const links = [item("WorkflowBinding", code(bindingText(binding)), " claims ", chip(claim.role), " for ", code(groupPath(claim.group)))];
  if (scope) {
    const most = scope.groups.find(([group]) => group === claim.group);
    links.push(item("WorkflowScope", code(`${namespace}/${scope.name}`), most
      ? [" allows at most ", chip(most[1])] : " does not list the group"));
  }
  const said = note(claim.note, claim.group);
  if (said) links.push(item(said.reason, name(said.text)));
  if (claim.given < 0) return element("ol", { class: "chain" }, links);
  const set = INCLUDED[claim.given];
  if (account) {
    const holder = data.holders[account[0]];
    links.push(item("ServiceAccount", code(`${data.places[account[1]]}/${holder.name}`),
      `, precedence ${account[2]}, for tokens of which is true: `, code(holder.rule)));
  } else {
    links.push(item("ServiceAccount", word("bad", "none"), " no account stands for this group alone"));
  }
  const roles = data.roles.map((_, role) => role).filter((role) => set & (1 << role));
  links.push(item("RoleBinding and Role", roles.map((role) => [code(`${namespace}/${installation.roleBindings[role]}`), " "])));
  const verbs = binding.verbs.filter(([verb, , steps]) => set & (verb === 0 ? SUBMITTER : APPROVER)
    && (verb === 0 || String(steps || []) === String(claim.steps)));
  for (const [verb, text] of verbs) {
    links.push(item("RoleBinding and Role", code(`${namespace}/${text}`), ` with the verb ${verb === 0 ? "submit" : "approve"} on its templates`,
      verb === 1 && claim.steps.length ? [", for the steps ", claim.steps.map((step) => [code(step), " "])] : ""));
  }
  if (scope && scope.policy) {
    const limits = limitsOf(binding, template);
    links.push(item("ValidatingAdmissionPolicy", code(scope.policy), scope.audit ? [" ", word("warn", "only warns")] : "",
      set & SUBMITTER && limits.length ? [": ", limits.map((entry, at) => [at ? "; or " : "", entry])] : "",
      binding.fourEyes ? "; four eyes: who may submit approves none of its runs" : ""));
  }
  return element("ol", { class: "chain" }, links);
}

/** Everything about one group and one template; the heading is that of a dialog or of a page. */
function explanation(group, template, heading) {
  const set = given[group * TEMPLATES + template];
  const place = placeOf(group, template);
  const grants = bindingsOf[template].flatMap((number) => data.bindings[number].claims
    .filter((claim) => claim.group === group).map((claim) => ({ binding: data.bindings[number], claim })));
  const parts = [heading, element("p", null, link(groupRoute(group), groupText(group)), " and ", kindOf(template), " ",
    link(templateRoute(template), templateText(template)), isMissing(template) ? [" ", word("warn", "does not exist")] : "")];
  if (!set && place) {
    parts.push(element("p", { class: "notice" }, "No binding names this template for the group. As ",
      setChip(byPlace(place)), " in the namespace it reaches its runs all the same, except for submitting and approving."));
  }
  if (!set && !place) parts.push(element("p", { class: "notice" }, "The group has no access to this template or its namespace."));
  parts.push(element("h3", null, "May a member of this group …"), abilityList(group, template));
  for (const { binding, claim } of grants) {
    parts.push(element("h3", null, "Through ", name(bindingText(binding)), " ", state(claim)), times(claim),
      chain(binding, claim, template));
  }
  return parts;
}

function times(claim) {
  const parts = [];
  if (claim.from) parts.push(`from ${time(claim.from)} (${distance(claim.from)})`);
  if (claim.until) parts.push(`until ${time(claim.until)} (${distance(claim.until)})`);
  return parts.length ? element("p", null, parts.join(", ")) : null;
}
