// Elements of the page, and how they are kept, reached by keys and marked. Text enters as text nodes alone.

// An element: a function among the attributes listens, a child that is a string becomes text.
const html = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(9).filter((child) => child != null && child !== ""));
  return node;
};

// Write a text, an attribute or a property of style only where it changes.
const put = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};
const set = (node, name, value) => {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
};
const setStyle = (node, name, value) => {
  if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, value);
};

// Give a parent one child for each item, keeping the children whose key is still there.
const fill = (parent, items, make, update) => {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const children = items.map((item) => {
    const child = known.get(String(item.key)) ?? make(item);
    set(child, "data-key", item.key);
    update?.(child, item);
    return child;
  });
  const there = parent.children;
  if (there.length !== children.length || children.some((child, i) => child !== there[i]))
    parent.replaceChildren(...children);
};

const button = (text, click, attributes = {}) => html("button", { type: "button", click, ...attributes }, text);

// A text of the record, which turns no text beside it, with the words that were searched for marked in it.
const highlighted = (text, sought = null) => {
  if (!sought || !text) return text && html("bdi", {}, text);
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(sought)) {
    parts.push(text.slice(end, match.index), html("mark", {}, match[0]));
    end = match.index + match[0].length;
  }
  return html("bdi", {}, parts, text.slice(end));
};

// A name, and what it is called in other languages.
const named = (label, names, sought) => [
  highlighted(label, sought),
  names.length
    ? html(
        "small",
        {},
        " (",
        names.flatMap(([lang, name], i) => [i ? "; " : "", html("span", { lang }, highlighted(name, sought))]),
        ")",
      )
    : null,
];

// One stop of the Tab key for many buttons: arrows move among them, by the row of which each is a part.
const roving = (group, rowsOf) => {
  const stop = (wanted) => {
    for (const row of rowsOf()) for (const each of row) each.tabIndex = each === wanted ? 0 : -1;
  };
  group.addEventListener("focusin", (event) => {
    if (event.target.dataset.key) stop(event.target);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || !event.target.dataset.key) return;
    event.preventDefault();
    const rows = rowsOf().filter((row) => row.length);
    const at = rows.findIndex((row) => row.includes(event.target));
    const column = rows[at].indexOf(event.target);
    const row = rows[at + step[0]];
    row?.[Math.min(Math.max(column + step[1], 0), row.length - 1)]?.focus();
  });
  return () => {
    const all = rowsOf().flat();
    if (!all.some((each) => each.tabIndex === 0)) stop(all[0]);
  };
};

// A part of the explorer under its heading.
const view = (title, name, ...children) =>
  html("section", { class: `view ${name}`, "aria-label": title }, html("h2", {}, title), ...children);
