// What the explorer shows: summary, controls, matrix, direction, meetings, card.

const PAGE = 25; // meetings in the table

const passageOf = (record, row, table) => {
  const { sources } = record;
  const source = table.source[row];
  if (source < 0) return [];
  const [anchor, locator, lang] = [table.anchor[row], table.locator[row], sources.language[source] || null];
  const link = linkOf(sources.url[source], anchor, locator);
  const attributes = { href: link, target: "_blank", rel: "noopener noreferrer", title: sources.title[source] };
  const words = html(
    "bdi",
    {},
    [sources.words[source], locator].filter(Boolean).join(", ") + (lang ? ` (${lang})` : ""),
  );
  const archive = sources.archive[source];
  const saved = sources.archived[source] ? `archived ${sources.archived[source]}` : "archived";
  return [
    html(
      "span",
      { class: "source" },
      link ? html("a", attributes, words) : words,
      anchor ? [" ", html("q", { lang }, html("bdi", {}, anchor))] : null,
      /^https?:\/\//i.test(archive)
        ? [" (", html("a", { ...attributes, href: archive, title: null }, saved), ")"]
        : null,
    ),
  ];
};

const summaryView = (record, act, host) => {
  const text = html("p", {
    role: "status",
    "aria-live": "polite",
    "aria-atomic": "true",
    class: "sentence",
    tabindex: "-1",
  });
  const chips = html("ul", { class: "chips", "aria-label": "Conditions" });
  const line = html("code", {
    tabindex: "0",
    "aria-label": "This view as code",
    role: "textbox",
    "aria-readonly": "true",
  });
  const done = html("span", { role: "status", class: "done" });
  const copy = (what, value) =>
    button(`Copy this view${what}`, async () => {
      try {
        await navigator.clipboard.writeText(value());
        put(done, "copied");
      } catch {
        getSelection().selectAllChildren(line);
        put(done, "the browser does not allow it");
      }
    });
  const take = button(
    "Take away",
    () => {
      const url = URL.createObjectURL(new Blob(["\ufeff", act.csv()], { type: "text/csv" }));
      html("a", { href: url, download: "meetings.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      put(done, "saved as meetings.csv");
    },
    { title: "The meetings shown, as CSV for a spreadsheet" },
  );
  const back = button("Back", () => host.back());
  const reset = button("Reset", () => act.reset());
  const box = html(
    "div",
    { class: "summary" },
    text,
    html("div", { class: "bar" }, chips, back, reset),
    html(
      "div",
      { class: "bar" },
      line,
      copy(" as code", () => line.textContent),
      host.address ? copy("'s address", () => host.address()) : null,
      take,
      done,
    ),
  );
  const draw = (narrowed, choice) => {
    put(text, sentence(record, choice, narrowed, host.unknown?.() ?? []));
    if (line.textContent !== code(record, choice)) put(done, "");
    put(line, code(record, choice));
    back.disabled = !host.canGoBack();
    const asked = conditions(record, choice);
    reset.disabled = !asked.length;
    const items = asked.map(([name, value, label]) => ({
      key: `${name} ${value}`,
      name,
      value,
      label: `${record.nouns[name] ?? name}: ${label}`,
    }));
    // the line is always there, or the views would move away under the pointer that clicked in them
    const none = { key: "none", label: "No conditions: choose from the controls, or click in a view." };
    fill(
      chips,
      items.length ? items : [none],
      ({ name, value }) =>
        html("li", {}, name ? button("", () => act.remove(name, value), { title: "Remove this condition" }) : null),
      (item, { name, label }) => {
        if (!name) return put(item, label);
        set(item.firstChild, "aria-label", `Remove the condition: ${label}`);
        put(item.firstChild, `${label} ×`);
      },
    );
  };
  return { box, draw, focus: () => text.focus({ preventScroll: true }) };
};

const yearControl = (record, facet, act) => {
  const { values } = facet;
  const whole = [values[0], values.at(-1)];
  const ends = ["from", "to"].map((label, end) =>
    html(
      "select",
      {
        "aria-label": `${label} year`,
        change: (event) => {
          const years = after(end, Number(event.target.value));
          act.choose({ year: years.every((year, i) => year === whole[i]) ? null : years });
        },
      },
      values.map((value) => html("option", { value })),
    ),
  );
  // What choosing a year at one end gives: the other end gives way.
  const after = (end, year) => {
    const [first, last] = ends.map((select) => Number(select.value));
    return end ? [Math.min(first, year), year] : [year, Math.max(last, year)];
  };
  const box = html(
    "div",
    { class: "years" },
    ends.map((select, end) => html("label", {}, ["from", "to"][end], " ", select)),
  );
  const draw = (narrowed, choice) => {
    const sums = [0];
    for (const count of narrowed.counts.get("year")) sums.push(sums.at(-1) + count);
    const within = ([first, last]) => sums[last - whole[0] + 1] - sums[first - whole[0]];
    const bounded = (choice.year ?? whole).map((year, i) => Math.min(Math.max(year ?? whole[i], whole[0]), whole[1]));
    ends.forEach((select, end) => {
      select.value = bounded[end];
    });
    ends.forEach((select, end) =>
      values.forEach((value, i) => put(select.options[i], `${value} (${number.format(within(after(end, value)))})`)),
    );
  };
  return { box, draw: values.length ? draw : () => {} };
};

const textControl = (record, facet, act) => {
  let waiting;
  const input = html("input", {
    type: "search",
    "aria-label": "Words in titles, summaries, topics, organisations and persons",
    placeholder: "title, topic, person …",
    input: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => act.choose({ text: input.value || null }, true), 80);
    },
  });
  const draw = (narrowed, choice) => {
    if (input.getRootNode().activeElement !== input && input.value !== (choice.text ?? ""))
      input.value = choice.text ?? "";
  };
  return {
    box: input,
    draw,
    reset: () => {
      clearTimeout(waiting);
      input.value = "";
    },
  };
};

const boxesControl = (record, facet, act) => {
  const { name, legend, values, labels, depths } = facet;
  const rows = values.map((value, i) => {
    const count = html("span", { class: "count" });
    const box = html("input", {
      type: "checkbox",
      value,
      change: () => {
        const chosen = rows.filter((row) => row.box.checked).map((row) => row.value);
        act.choose({ [name]: chosen.length ? chosen : null });
      },
    });
    return {
      value,
      box,
      count,
      label: html("label", { "--depth": depths?.[i] ?? 0 }, box, html("bdi", {}, labels[i]), count),
    };
  });
  const find =
    values.length > 12
      ? html("input", {
          type: "search",
          "aria-label": `Find in ${legend}`,
          placeholder: "find",
          input: (event) => {
            const sought = finder(event.target.value);
            rows.forEach((row, i) => {
              row.label.hidden = !sought.test(labels[i]);
            });
          },
        })
      : null;
  const draw = (narrowed, choice) => {
    const chosen = new Set(choice[name]);
    const counts = narrowed.counts.get(name);
    rows.forEach(({ value, box, count, label }, i) => {
      if (box.checked !== chosen.has(value)) box.checked = chosen.has(value);
      put(count, number.format(counts[i]));
      label.classList.toggle("none", !counts[i]);
    });
  };
  return {
    box: html(
      "div",
      {},
      find,
      html(
        "div",
        { class: "options" },
        rows.map((row) => row.label),
      ),
    ),
    draw,
  };
};

const controlsView = (record, act) => {
  const controls = [...record.facets.values()]
    .filter(({ name, values }) => name === "text" || values.length)
    .map((facet) => {
      const make = { year: yearControl, text: textControl }[facet.name] ?? boxesControl;
      return { facet, ...make(record, facet, act) };
    });
  const groups = controls.map(({ facet, box }) =>
    html("fieldset", { class: `facet ${facet.name}` }, html("legend", {}, facet.legend), box),
  );
  const list = html(
    "div",
    { class: "facets" },
    groups,
    html("p", { class: "hint" }, "A number: the meetings and periods of contact that a choice would leave."),
  );
  const fold = button(
    "",
    () => {
      const isOpen = box.classList.toggle("open");
      set(fold, "aria-expanded", isOpen);
    },
    { class: "fold", "aria-expanded": "false" },
  );
  const box = html("div", { class: "controls", role: "group", "aria-label": "Choose" }, fold, list);
  const draw = (narrowed, choice) => {
    const chosen = Object.keys(choice).length;
    put(fold, chosen ? `Choose (${chosen} chosen)` : "Choose");
    for (const control of controls) control.draw(narrowed, choice);
  };
  return { box, draw, reset: () => controls.forEach((control) => control.reset?.()) };
};

const matrixView = (record, act, state) => {
  const radio = (unit, label) =>
    html(
      "label",
      {},
      html("input", {
        type: "radio",
        name: "unit",
        value: unit,
        checked: unit === state.unit,
        change: () => {
          state.unit = unit;
          act.redraw();
        },
      }),
      label,
    );
  // A form, so that the radios of two explorers on a page do not meet.
  const options = html(
    "form",
    { class: "switches" },
    html(
      "span",
      { role: "radiogroup", "aria-label": "What a number counts" },
      radio("meetings", "held meetings"),
      radio("exchanges", "exchanges"),
    ),
    html(
      "label",
      {},
      html("input", {
        type: "checkbox",
        change: (event) => {
          state.byArea = event.target.checked;
          act.redraw();
        },
      }),
      "group by area",
    ),
  );
  const head = html("tr");
  const body = html("tbody");
  const hint = html("p", { class: "hint" });
  const table = html(
    "table",
    { "aria-label": "Topics by year: arrow keys move, Enter narrows" },
    html("thead", {}, head),
    body,
  );
  const box = view("Topics by year", "matrix", options, html("div", { class: "wide" }, table), hint);
  const ready = roving(table, () => [...body.rows].map((row) => [...row.querySelectorAll("button")]));
  let drawn = { rows: [], columns: [] };
  const click = (row, column) => () => {
    const { topics } = drawn.rows.find((each) => each.key === row);
    const { ends } = drawn.columns.find((each) => each.label === column);
    if (topics.length) act.toggle({ topic: topics, year: ends });
  };
  const draw = (narrowed, choice) => {
    drawn = matrix(record, choice, narrowed, state);
    const { rows, columns, hidden } = drawn;
    const most = Math.max(1, ...rows.flatMap((row) => row.counts));
    const isChosen = (row, column) =>
      choice.year &&
      choice.topic &&
      String(choice.year) === String(column.ends) &&
      String(choice.topic) === String(row.topics);
    setStyle(table, "--columns", columns.length);
    fill(
      head,
      [{ key: "topic", label: "Topic" }, ...columns.map(({ label }) => ({ key: label, label }))],
      ({ key }) => html("th", { scope: "col", class: key === "topic" ? "label" : "number" }),
      (cell, { label }) => put(cell, label),
    );
    fill(
      body,
      rows,
      (row) => html("tr", { class: row.isArea ? "area" : null }, html("th", { scope: "row" }, row.label)),
      (line, row) => {
        const items = columns.map((column, i) => ({ key: column.label, column, count: row.counts[i] }));
        const cells = [...line.children].slice(1);
        if (
          cells.length !== items.length ||
          cells.some((cell, i) => cell.firstChild.dataset.key !== `${row.key} ${items[i].key}`)
        ) {
          line.replaceChildren(
            line.firstChild,
            ...items.map(({ key }) =>
              html("td", {}, button("", click(row.key, key), { tabindex: "-1", "data-key": `${row.key} ${key}` })),
            ),
          );
        }
        items.forEach(({ column, count }, i) => {
          const cell = line.children[i + 1].firstChild;
          put(cell, count === null ? "" : number.format(count));
          const what =
            count === null
              ? "not in this view"
              : state.unit === "meetings"
                ? counted(count, "meeting")
                : counted(count, "exchange");
          set(cell, "aria-label", `${row.label}, ${column.label}: ${what}`);
          set(cell, "aria-pressed", Boolean(isChosen(row, column)));
          set(cell, "class", count === null ? "outside" : count ? "some" : "none");
          setStyle(cell, "--shade", `${count ? Math.round(12 + (count / most) * 43) : 0}%`);
        });
      },
    );
    const none = Object.keys(choice).length || record.selection ? "in this view" : "recorded in our sources";
    const what =
      state.unit === "meetings" ? "held meetings that took up the topic" : "exchanges on the topic at held meetings";
    put(
      hint,
      `A number: ${what}. 0: none ${none}; blank: not in this view. Click a cell to see only its topic and year.` +
        (hidden ? ` Shows the ${MOST_ROWS} of ${number.format(rows.length + hidden)} topics taken up most.` : ""),
    );
    ready();
  };
  return { box, draw };
};

const directionView = (record, act) => {
  const facet = record.facets.get("direction");
  const size = record.exchanges.direction.includes(3) ? 4 : 3;
  const rows = facet.labels.slice(0, size).map((label, i) => {
    const value = html("strong");
    const bar = html("i");
    const line = button(html("span", {}, label), () => act.toggle({ direction: [facet.values[i]] }), {
      class: `direction-${i}`,
      "data-key": facet.values[i],
    });
    line.append(html("span", { class: "track" }, bar, value));
    return { value, bar, line, label };
  });
  const hint = html(
    "p",
    { class: "hint" },
    "Exchanges at held meetings. Mutual: the source does not say that one side shared and the other received. Click a bar to see only its exchanges.",
  );
  const box = view(
    "Who shared with whom",
    "direction",
    html(
      "div",
      { class: "bars" },
      rows.map(({ line }) => line),
    ),
    hint,
  );
  const draw = (narrowed, choice) => {
    const counts = directions(record, narrowed);
    const most = Math.max(1, ...counts);
    rows.forEach(({ value, bar, line, label }, i) => {
      put(value, number.format(counts[i]));
      setStyle(bar, "--width", `${(counts[i] / most) * 100}%`);
      set(line, "aria-label", `${label}: ${counted(counts[i], "exchange")}`);
      set(line, "aria-pressed", String(choice.direction) === facet.values[i]);
    });
  };
  return { box, draw };
};

const meetingsView = (record, act, state) => {
  const { meetings } = record;
  const topics = record.facets.get("topic").labels;
  const caption = html("caption");
  const body = html("tbody");
  const columns = ["Date", "Meeting", "Kind", "Topics"];
  const table = html(
    "table",
    {},
    caption,
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        columns.map((name) => html("th", { scope: "col" }, name)),
      ),
    ),
    body,
  );
  const turn = (step) => () => {
    state.page += step;
    act.redraw();
  };
  const [previous, next] = [button("Previous", turn(-1)), button("Next", turn(1))];
  const pages = html("p", { class: "pages" }, previous, next);
  const box = view("Meetings", "meetings", table, pages);
  let sought = "";
  const draw = (narrowed, choice) => {
    const last = Math.max(Math.ceil(narrowed.shown.length / PAGE) - 1, 0);
    state.page = Math.min(Math.max(state.page, 0), last);
    const from = state.page * PAGE;
    const part = narrowed.shown.slice(from, from + PAGE);
    const marked = choice.text ? finder(choice.text, "giu") : null;
    if (sought !== (choice.text ?? "")) body.replaceChildren();
    sought = choice.text ?? "";
    fill(
      body,
      part.map((i) => ({ key: meetings.id[i], i })),
      ({ key, i }) =>
        html(
          "tr",
          { "data-meeting": key },
          html("td", { "data-label": "Date" }, dateWords(record, i)),
          html(
            "td",
            { "data-label": "Meeting" },
            button(highlighted(meetings.title[i], marked), () => act.open(key, "table"), {
              class: "link",
              "data-key": `open ${key}`,
            }),
          ),
          html("td", { "data-label": "Kind" }, kindWords(record, i)),
          html("td", { "data-label": "Topics" }),
        ),
      (row, { i }) => {
        const text = topicsOf(record, narrowed, i)
          .map((topic) => topics[topic])
          .join("; ");
        if (row.lastChild.textContent !== text) row.lastChild.replaceChildren(highlighted(text, marked));
      },
    );
    const all = narrowed.shown.length;
    put(
      caption,
      last
        ? `Meetings ${number.format(from + 1)} to ${number.format(from + part.length)} of ${number.format(all)}`
        : listedWords(record, narrowed),
    );
    pages.hidden = !last;
    previous.disabled = state.page === 0;
    next.disabled = state.page >= last;
  };
  return { box, draw };
};

const listedWords = (record, { meetings, contact, reported }) => {
  const periods = contact === 1 ? "one period of contact" : `${counted(contact, "period")} of contact`;
  const parts = [
    counted(meetings, "meeting"),
    contact && periods,
    reported && `${number.format(reported)} ${record.statuses.words}`,
  ].filter(Boolean);
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts[0];
};

const cardView = (record, act) => {
  const box = html("section", {
    class: "card",
    tabindex: "-1",
    "aria-label": "The meeting",
    hidden: true,
    keydown: (event) => {
      if (event.key === "Escape") act.open(null);
    },
  });
  const { meetings, participants, exchanges, promises, bodies } = record;
  const list = (heading, lines) =>
    lines.length
      ? [
          html("h4", {}, heading),
          html(
            "ul",
            {},
            lines.map((line) => html("li", {}, line)),
          ),
        ]
      : [];
  const draw = (meeting, choice) => {
    box.hidden = meeting === null;
    if (meeting === null) return box.replaceChildren();
    const i = record.place.get(meeting);
    const sought = choice.text ? finder(choice.text, "giu") : null;
    const mark = (text) => highlighted(text, sought);
    const topic = record.facets.get("topic");
    const present = rowsOf(record, "participants", i).map((row) => [
      ...named(bodies.name[participants.body[row]], bodies.names[participants.body[row]], sought),
      ...[participants.person[row], participants.role[row]].filter(Boolean).flatMap((text) => [", ", mark(text)]),
    ]);
    const shared = rowsOf(record, "exchanges", i).map((row) => [
      html("strong", {}, named(topic.labels[exchanges.topic[row]], record.topics.names[exchanges.topic[row]], sought)),
      `, ${record.modes[exchanges.mode[row]]}, `,
      exchanges.from[row] < 0
        ? "mutual"
        : [mark(bodies.label[exchanges.from[row]]), " to ", mark(bodies.label[exchanges.to[row]])],
      ": ",
      mark(exchanges.subject[row]),
      exchanges.summary[row] ? [". ", mark(exchanges.summary[row])] : null,
      " ",
      ...passageOf(record, row, exchanges),
    ]);
    const rested = (isKept) =>
      rowsOf(record, "promises", i)
        .filter((row) => promises.isKept[row] === isKept)
        .map((row) => [
          mark(promises.promise[row]),
          " (",
          mark(promises.words[row]),
          ") ",
          ...passageOf(record, row, promises),
        ]);
    box.replaceChildren(
      button("Close", () => act.open(null), { class: "close" }),
      html("h3", {}, mark(meetings.title[i])),
      html(
        "p",
        {},
        html("strong", {}, dateWords(record, i)),
        " · ",
        kindWords(record, i, " · "),
        meetings.place[i] ? [" · ", mark(meetings.place[i])] : null,
      ),
      html("p", {}, mark(meetings.summary[i]), " ", passageOf(record, i, meetings)),
      ...list("Who took part", present),
      ...list("What was shared", shared),
      ...list("Promises made", rested(false)),
      ...list("Promises kept", rested(true)),
    );
  };
  return { box, draw };
};
