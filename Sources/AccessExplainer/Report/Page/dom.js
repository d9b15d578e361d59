// Elements are made of text and never of markup: names in a report were written by strangers.

/** Makes an element. Attributes whose value is null, undefined or false are left out; `on…` are listeners. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    // The page's policy forbids the attribute, and not the property.
    else if (name === "style") made.style.cssText = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  append(made, children);
  return made;
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      parent.append(child instanceof Node ? child : String(child));
    }
  }
}

function replace(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

const byId = (id) => document.getElementById(id);

/** A name with what cannot be seen, or turns the direction of writing, made visible. */
function visible(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));
}

/** A name as a piece of its own, so that its letters do not mix with those around it. */
const name = (text) => element("bdi", null, visible(text));
const code = (text) => element("code", null, element("bdi", null, visible(text)));
const link = (route, text) => element("a", { href: "#" + route }, name(text));

const count = (number, noun, plural) => `${number.toLocaleString("en")} ${number === 1 ? noun : plural || noun + "s"}`;

/** Whether what is made is for paper, where nothing can be opened. */
let onPaper = false;

/** A table with headings; its rows are lists of cells, the first of which names the row. */
function table(caption, headings, rows) {
  const shown = onPaper ? Infinity : 200;
  const body = element("tbody");
  const add = (some) => some.forEach((cells) => body.append(element("tr", null, cells.map((cell, index) =>
    element(index === 0 ? "th" : "td", index === 0 ? { scope: "row" } : null, cell)))));
  add(rows.slice(0, shown));
  const more = rows.length > shown && element("p", null, element("button", {
    type: "button", onclick: (event) => { add(rows.slice(shown)); event.target.parentNode.remove(); },
  }, `Show all ${rows.length.toLocaleString("en")}`));
  return [element("div", { class: "scroll" }, element("table", null, element("caption", null, caption),
    element("thead", null, element("tr", null, headings.map((text) => element("th", { scope: "col" }, text)))), body)), more];
}

const facts = (pairs) => element("dl", { class: "facts" },
  pairs.filter((pair) => pair).map(([term, value]) => [element("dt", null, term), element("dd", null, value)]));
