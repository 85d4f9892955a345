// The parts of the explorer that are not figures: each is a widget whose trait `part` names it.

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
};

const parts = {
  // What is shown, in a sentence that is read out; the conditions, each with its way out; the code.
  summary(model, root) {
    const sentence = element("p", { role: "status", "aria-live": "polite", "aria-atomic": "true", class: "sentence" });
    const chips = element("ul", { class: "chips", "aria-label": "Conditions" });
    const back = element("button", { type: "button", onclick: () => model.send({ back: true }) }, "Back");
    const reset = element("button", { type: "button", onclick: () => model.send({ reset: true }) }, "Reset");
    const code = element("code", { tabindex: "0", "aria-label": "This view as code" });
    const copied = element("span", { role: "status", class: "copied" });
    const copy = element("button", { type: "button", onclick: async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        copied.textContent = "copied";
      } catch {
        getSelection().selectAllChildren(code);
        copied.textContent = "selected: copy it with the keyboard";
      }
    } }, "Copy this view as code");
    root.append(sentence, chips, element("div", { class: "code" }, code, copy, copied, back, reset));
    const show = () => {
      if (sentence.textContent !== model.get("sentence")) sentence.textContent = model.get("sentence");
      if (code.textContent !== model.get("code")) copied.textContent = "";
      code.textContent = model.get("code");
      back.disabled = !model.get("can_go_back");
      const conditions = model.get("conditions");
      reset.disabled = !conditions.length;
      // the line is always there, or the views would move away under the pointer that clicked in them
      if (!conditions.length) return chips.replaceChildren(element("li", {}, "No conditions: choose on the left, or click in a view."));
      chips.replaceChildren(...conditions.map(([name, value, label]) => element("li", {}, element("button", {
        type: "button", title: "Remove this condition", "aria-label": `Remove the condition: ${label}`,
        onclick: () => { model.send({ remove: [name, value] }); sentence.focus(); },
      }, label, element("span", { "aria-hidden": "true" }, " ×")))));
    };
    model.on("change", show);
    show();
  },

  // The conditions to choose from; behind each the meetings that it would leave.
  controls(model, root) {
    const updates = [];
    const send = (name, value) => model.send({ choose: { [name]: value } });
    const chosen = (name) => model.get("chosen")[name] ?? null;
    for (const { name, legend, values, labels, depths } of model.get("facets")) {
      const group = element("fieldset", { class: `facet ${name}` }, element("legend", {}, legend));
      root.append(group);
      if (name === "text") {
        let waiting;
        const input = element("input", { type: "search", "aria-label": "Words in titles, summaries and subjects", placeholder: "title, summary, subject",
          oninput: () => { clearTimeout(waiting); waiting = setTimeout(() => send(name, input.value), 150); } });
        group.append(input);
        updates.push(() => { if (document.activeElement !== input) input.value = chosen(name) ?? ""; });
      } else if (name === "year") {
        const whole = [values[0], values.at(-1)];
        const ends = ["from", "to"].map((label) => element("select", { "aria-label": `${label} year` }, ...values.map((value) => element("option", { value }))));
        const now = () => ends.map((select) => Number(select.value));
        const after = (end, year) => { // what choosing a year at one end gives: the other end gives way
          const [first, last] = now();
          return end ? [Math.min(first, year), year] : [year, Math.max(last, year)];
        };
        ends.forEach((select, end) => {
          select.addEventListener("change", () => {
            const pair = after(end, Number(select.value));
            send(name, pair.every((year, i) => year === whole[i]) ? null : pair);
          });
          group.append(element("label", {}, select.getAttribute("aria-label").split(" ")[0], select));
        });
        updates.push(() => {
          const counts = model.get("counts")[name];
          (chosen(name) ?? whole).forEach((year, i) => { ends[i].value = year ?? whole[i]; });
          ends.forEach((select, end) => values.forEach((value, i) => {
            const [first, last] = after(end, value);
            const left = counts.reduce((sum, n, k) => (values[k] >= first && values[k] <= last ? sum + n : sum), 0);
            select.options[i].textContent = `${value} (${left.toLocaleString("en")})`;
          }));
        });
      } else {
        const list = element("div", { class: "options" });
        const boxes = values.map((value, i) => {
          const count = element("span", { class: "count" });
          const box = element("input", { type: "checkbox", value, onchange: () => send(name, boxes.filter(([b]) => b.checked).map(([b]) => b.value)) });
          const label = element("label", { style: depths ? `--depth: ${depths[i]}` : null }, box, element("span", {}, labels[i]), count);
          list.append(label);
          return [box, count, label];
        });
        if (values.length > 12) group.append(element("input", { type: "search", "aria-label": `Find in ${legend}`, placeholder: "find",
          oninput: (event) => boxes.forEach(([, , label], i) => { label.hidden = !labels[i].toLowerCase().includes(event.target.value.toLowerCase()); }) }));
        group.append(list);
        updates.push(() => {
          const on = new Set(chosen(name) ?? []);
          const counts = model.get("counts")[name];
          boxes.forEach(([box, count, label], i) => {
            box.checked = on.has(values[i]);
            count.textContent = counts[i].toLocaleString("en");
            label.classList.toggle("none", !counts[i]);
          });
        });
      }
    }
    const show = () => updates.forEach((update) => update());
    model.on("change", show);
    show();
    // plotly's widget follows the window's size alone: tell it of the cell's width, as it draws all anew.
    let width = null;
    const watch = new ResizeObserver(([cell]) => {
      if (cell.contentRect.width === width) return;
      width = cell.contentRect.width;
      requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
    });
    requestAnimationFrame(() => watch.observe(root.closest(".cooperation-explorer") ?? root));
    return () => watch.disconnect();
  },

  // The card of the meeting that was opened; closing it gives the focus back.
  card(model, root) {
    const card = element("section", { class: "card", tabindex: "-1", "aria-label": "The meeting" });
    root.append(card);
    let before = null;
    const close = () => { model.send({ open: null }); before?.focus(); };
    const show = () => {
      card.hidden = !model.get("html");
      card.innerHTML = model.get("html"); // made and escaped by the kernel
      if (card.hidden) return;
      card.prepend(element("button", { type: "button", class: "close", onclick: close }, "Close"));
      before = document.activeElement;
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    };
    card.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    model.on("change:html", show);
    card.hidden = true;
    if (model.get("html")) show();
  },

  // The meetings, a page at a time.
  meetings(model, root) {
    const caption = element("caption");
    const body = element("tbody");
    const head = element("tr", {}, ...model.get("columns").map((name) => element("th", { scope: "col" }, name)));
    const turn = (step) => () => model.send({ page: model.get("page") + step });
    const previous = element("button", { type: "button", onclick: turn(-1) }, "Previous");
    const next = element("button", { type: "button", onclick: turn(1) }, "Next");
    const pages = element("p", { class: "pages" }, previous, next);
    root.append(element("div", { class: "table", tabindex: "0", role: "region", "aria-label": "The meetings" },
      element("table", {}, caption, element("thead", {}, head), body)), pages);
    const fill = () => body.replaceChildren(...model.get("rows").map(([id, date, title, ...cells]) => element("tr", { "data-meeting": id },
      element("td", {}, date),
      element("td", {}, element("button", { type: "button", class: "link", onclick: () => model.send({ open: id }) }, title)),
      ...cells.map((text) => element("td", {}, text)))));
    const show = () => {
      caption.textContent = model.get("caption");
      pages.hidden = model.get("last_page") === 0;
      previous.disabled = model.get("page") === 0;
      next.disabled = model.get("page") >= model.get("last_page");
    };
    model.on("change:rows", fill);
    model.on("change", show);
    fill();
    show();
  },
};

export default {
  render({ model, el }) {
    el.classList.add("cooperation-part", model.get("part"));
    return parts[model.get("part")](model, el);
  },
};
