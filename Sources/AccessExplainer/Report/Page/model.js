// The data as tables of numbers for the matrix, and what they mean.

const data = JSON.parse(byId("data").textContent);
const GROUPS = data.groups.length, TEMPLATES = data.templates.length;
const KINDS = ["WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"];
const LETTERS = ["V", "S", "A", "O", "M", "Ad"];
const VIEWER = 1, SUBMITTER = 2, APPROVER = 4, OPERATOR = 8, MAINTAINER = 16, ADMIN = 32;
/** A role as the set of all that it includes. */
const INCLUDED = [VIEWER, VIEWER | SUBMITTER, VIEWER | APPROVER, 15, 31, 63];
const NOW = Date.parse(data.time) / 1000;

/** What a group gets of a template through the bindings that name it; and what else there is to say of that. */
const given = new Uint8Array(GROUPS * TEMPLATES);
const marks = new Uint8Array(GROUPS * TEMPLATES);
const LACKING = 1, ENDING = 2, BOUND = 4, UNKNOWN = 8;
/** What a group may do in a namespace whatever the template. */
const places = new Uint8Array(GROUPS * data.namespaces.length);

/** A grant's fields by their names; absent ones at the end have their defaults. */
function grant(list) {
  const [group, role, giving = role, note = -1, from = 0, until = 0, steps = -1] = list;
  return { group, role, given: giving, note, from, until, steps: steps < 0 ? [] : data.steps[steps] };
}

const isUnknown = (claim) => claim.note >= 0 && data.notes[claim.note][0] === "Unknown";
const isLimit = (limit) => limit.entrypoints !== undefined || limit.parameters !== undefined;
/** The bindings of each template, by their numbers. */
const bindingsOf = data.templates.map(() => []);

for (const [number, binding] of data.bindings.entries()) {
  binding.number = number;
  binding.uses = [];
  for (let at = 0; at < binding.templates.length; at += 2) {
    binding.uses.push([binding.templates[at], data.limits[binding.templates[at + 1]]]);
  }
  for (const [template] of binding.uses) {
    if (bindingsOf[template].at(-1) !== number) bindingsOf[template].push(number);
  }
  binding.claims = binding.grants.map(grant);
  for (const claim of binding.claims) {
    const row = claim.group * TEMPLATES;
    if (claim.given >= 0) places[claim.group * data.namespaces.length + binding.namespace] |= INCLUDED[claim.given];
    for (const [template, limit] of binding.uses) {
      const cell = row + template;
      if (claim.given >= 0) given[cell] |= INCLUDED[claim.given];
      if (claim.given !== claim.role) marks[cell] |= LACKING;
      if (isUnknown(claim)) marks[cell] |= UNKNOWN;
      if (claim.given >= 0 && claim.until > 0) marks[cell] |= ENDING;
      if (claim.given > 0 && (claim.steps.length > 0 || (isLimit(limit) && INCLUDED[claim.given] & SUBMITTER))) {
        marks[cell] |= BOUND;
      }
    }
  }
}

const placeOf = (group, template) => places[group * data.namespaces.length + data.templates[template][0]];

/** What of a role holds for every template of a namespace: submitting and approving go through bindings alone. */
const byPlace = (set) => set & ~(SUBMITTER | APPROVER);
const access = (group, template) => given[group * TEMPLATES + template] | byPlace(placeOf(group, template));

/** The role that stands for a set: -1 for none. Submitter and approver together are both. */
function strongest(set) {
  for (let role = 5; role > 0; role -= 1) if (set & (1 << role)) return role;
  return set ? 0 : -1;
}

const isBoth = (set) => (set & (SUBMITTER | APPROVER)) === (SUBMITTER | APPROVER) && !(set & OPERATOR);
const letter = (set) => (isBoth(set) ? "SA" : LETTERS[strongest(set)] || "");
const roleWords = (set) => (isBoth(set) ? "submitter and approver" : data.roles[strongest(set)]);

/** A text about a grant; where it has two parts, the name of the group stands between them. */
function note(number, group) {
  if (number < 0) return null;
  const [reason, before, after] = data.notes[number];
  return { reason, text: after === undefined ? before : before + groupPath(group) + after };
}

const SEVERAL = data.installations.length > 1;
const groupPath = (group) => data.groups[group][1];
const groupText = (group) => (SEVERAL ? `${groupPath(group)} (${data.installations[data.groups[group][0]].name})` : groupPath(group));
const namespaceOf = (template) => data.namespaces[data.templates[template][0]];
const templateName = (template) => data.templates[template][2];
const templateText = (template) => `${namespaceOf(template)}/${templateName(template)}`;
const kindOf = (template) => KINDS[data.templates[template][1]];
const isMissing = (template) => data.templates[template][3] === 0;

const route = (...parts) => "/" + parts.map((part) => encodeURIComponent(part)).join("/");
const groupRoute = (group) => route("group", data.installations[data.groups[group][0]].name, groupPath(group));
const templateRoute = (template) => route("template", namespaceOf(template), kindOf(template), templateName(template));
const accessRoute = (group, template) => route("access", data.installations[data.groups[group][0]].name, groupPath(group),
  namespaceOf(template), kindOf(template), templateName(template));

const findGroup = (installation, path) => data.groups.findIndex(
  ([number, text]) => text === path && data.installations[number].name === installation);
const findTemplate = (namespace, kind, text) => data.templates.findIndex(
  (entry) => entry[2] === text && KINDS[entry[1]] === kind && data.namespaces[entry[0]] === namespace);

/** Seconds since 1970 as a date for people, in UTC. */
const time = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";
function distance(seconds) {
  const days = Math.round((seconds - NOW) / 86400);
  if (days === 0) return "within a day";
  return days > 0 ? `in ${count(days, "day")}` : `${count(-days, "day")} ago`;
}

/** The accounts as which Argo acts for a group, one for each namespace with identities. */
const accountsOf = data.groups.map(() => []);
for (const account of data.accounts) {
  const holder = data.holders[account[0]];
  if (holder.groups.length === 1 && holder.subject === undefined) accountsOf[holder.groups[0]].push(account);
}
function accountFor(group, namespace) {
  return accountsOf[group].find((account) => data.places[account[1]] === namespace) || accountsOf[group][0];
}

const chip = (role, text) => element("span", { class: `chip r${role}` }, text || data.roles[role]);
function setChip(set) {
  return isBoth(set) ? [chip(1), " ", chip(2)] : chip(strongest(set));
}
const word = (kind, text) => element("span", { class: `chip ${kind}` }, text);

/** Whether a grant is in effect, in a word. */
function state(claim) {
  if (isUnknown(claim)) return word("warn", "not known");
  if (claim.given === claim.role) return word("good", "in effect");
  if (claim.given >= 0) return word("warn", `reduced to ${data.roles[claim.given]}`);
  const reason = note(claim.note, claim.group);
  return word("off", reason && reason.reason === "NotYetActive" ? "not yet in effect" : "not in effect");
}

/** All grants with their bindings, as lists draw from them. */
const everyGrant = data.bindings.flatMap((binding) => binding.claims.map((claim) => ({ binding, claim })));
const bindingText = (binding) => `${data.namespaces[binding.namespace]}/${binding.name}`;
