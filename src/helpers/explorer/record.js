// A record as the explorer narrows it: counts, sentence, address, code. Nothing here touches a page.

const DAY = 86_400_000; // milliseconds
const OF_EXCHANGES = ["topic", "direction"]; // conditions that choose exchanges, and so their meetings
const MOST_COLUMNS = 16; // of the matrix, and its most rows
const MOST_ROWS = 24;
const MOST_BARS = 120; // in a lane of the timeline
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const number = new Intl.NumberFormat("en");
const counted = (count, noun) => `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;
const dayOf = (text) => Date.parse(text) / DAY;
const isoDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
const places = (flags) => {
  const list = [];
  for (let i = 0; i < flags.length; i++) if (flags[i]) list.push(i);
  return list;
};

// A day such as 2031-06-03 in words.
const dayWords = (text) => `${Number(text.slice(8))} ${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(0, 4)}`;

// A text of at most so many characters, cut visibly, its control characters shown: as `wording.shorten`.
const shorten = (text, length) => {
  const hidden = /[\p{C}\p{Z}]/u;
  const shown = [...text]
    .slice(0, length + 1)
    .map((letter) =>
      letter !== " " && hidden.test(letter) ? `\\x${letter.codePointAt(0).toString(16).padStart(2, "0")}` : letter,
    );
  const letters = [...shown.join("")];
  return letters.length <= length ? letters.join("") : `${letters.slice(0, length - 1).join("")}…`;
};

// What finds a text literally, capital or small, as `where(text=…)` does.
const finder = (text, flags = "iu") => new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), flags);

// The payload with what is asked of it often: days, years, flags, and each facet as pairs of a meeting and a code.
const prepare = (data) => {
  const { meetings, exchanges, participants, bodies, statuses } = data;
  const size = meetings.id.length;
  const record = { ...data, size, facets: new Map(), texts: null };
  const days = meetings.date.map((date, i) => data.spans[i]?.[1] ?? dayOf(date));
  record.at = Int32Array.from(days);
  record.first = Int32Array.from(days, (day, i) => data.spans[i]?.[2] ?? day);
  record.last = Int32Array.from(days, (day, i) => data.spans[i]?.[3] ?? day);
  record.year = Int16Array.from(days, yearOf);
  record.place = new Map(meetings.id.map((id, i) => [id, i]));

  const above = bodies.parent.map((_, body) => {
    const list = [];
    for (let each = body; each >= 0; each = bodies.parent[each]) list.push(each);
    return list;
  });
  const country = bodies.country.map((code) => (code < 0 ? [] : [code]));
  const [firstYear] = data.facets.find((facet) => facet.name === "year").values;
  const codes = {
    year: record.year.map((year) => year - firstYear),
    kind: meetings.kind,
    format: meetings.format,
    status: meetings.status,
    topic: exchanges.topic,
    direction: exchanges.direction,
  };
  for (const facet of data.facets) {
    const pairs = { meetings: null, codes: codes[facet.name] };
    if (OF_EXCHANGES.includes(facet.name)) pairs.meetings = exchanges.meeting;
    if (facet.name === "organisation") Object.assign(pairs, distinct(participants, above, bodies.name.length));
    if (facet.name === "country") Object.assign(pairs, distinct(participants, country, facet.values.length));
    record.facets.set(facet.name, { ...facet, ...pairs, places: new Map(facet.values.map((value, i) => [value, i])) });
  }
  const has = (name, value) => {
    const wanted = record.facets.get(name).values.map((each) => value.includes(each));
    return Uint8Array.from(meetings[name], (code) => (wanted[code] ? 1 : 0));
  };
  record.isHeld = has("status", [statuses.held]);
  record.isReported = has("status", [statuses.reported]);
  record.isContact = has("kind", data.contact);
  const held = places(record.isHeld).map((i) => record.year[i]);
  record.span = held.length ? [held[0], held.at(-1)] : null;
  return record;
};

// The different pairs of a meeting and the codes of those who took part; the rows stand by meeting.
const distinct = (participants, codesOf, size) => {
  const meetings = [];
  const codes = [];
  const latest = new Int32Array(size).fill(-1);
  participants.meeting.forEach((meeting, row) => {
    for (const code of codesOf[participants.body[row]] ?? []) {
      if (latest[code] === meeting) continue;
      latest[code] = meeting;
      meetings.push(meeting);
      codes.push(code);
    }
  });
  return { meetings, codes };
};

// Every text that readers see of a meeting, as one list of places and one of texts.
const textsOf = (record) => {
  if (record.texts) return record.texts;
  const { meetings, exchanges, participants, bodies, also } = record;
  const texts = { meeting: [], text: [] };
  const add = (meeting, text) => {
    if (!text) return;
    texts.meeting.push(meeting);
    texts.text.push(text);
  };
  for (const column of [meetings.title, meetings.place, meetings.summary]) column.forEach((text, i) => add(i, text));
  for (const column of [exchanges.subject, exchanges.summary])
    column.forEach((text, i) => add(exchanges.meeting[i], text));
  participants.person.forEach((text, i) => add(participants.meeting[i], text));
  also.text.forEach((text, i) => add(also.meeting[i], text));
  texts.topics = record.facets
    .get("topic")
    .labels.map((label, i) => [label, ...record.topics.names[i].map(([, name]) => name)]);
  texts.bodies = bodies.name.map((name, i) => [name, bodies.short[i], ...bodies.names[i].map(([, other]) => other)]);
  record.texts = texts;
  return texts;
};

// Which meetings say a text; the last searches are kept.
const searches = new WeakMap();
const saying = (record, text) => {
  if (!searches.has(record)) searches.set(record, new Map());
  const known = searches.get(record);
  if (!known.has(text)) {
    if (known.size > 8) known.delete(known.keys().next().value);
    const sought = finder(text);
    const all = textsOf(record);
    const passes = new Uint8Array(record.size);
    all.text.forEach((each, i) => {
      if (!passes[all.meeting[i]] && sought.test(each)) passes[all.meeting[i]] = 1;
    });
    const [topics, bodies] = [all.topics, all.bodies].map((rows) =>
      rows.map((names) => names.some((name) => sought.test(name))),
    );
    record.exchanges.topic.forEach((topic, i) => {
      if (topics[topic]) passes[record.exchanges.meeting[i]] = 1;
    });
    record.participants.body.forEach((body, i) => {
      if (bodies[body]) passes[record.participants.meeting[i]] = 1;
    });
    known.set(text, passes);
  }
  return known.get(text);
};

const chosenCodes = (facet, values) => {
  const wanted = new Uint8Array(facet.values.length);
  for (const value of values) wanted[facet.places.get(value)] = 1;
  return wanted;
};

// Which meetings pass a condition on meetings (1 or 0).
const passing = (record, name, value) => {
  if (name === "text") return saying(record, value);
  const passes = new Uint8Array(record.size);
  if (name === "meeting") passes[record.place.get(value)] = 1;
  else if (name === "year" || name === "period") {
    const days = name === "year" ? record.year : record.at;
    const [first, last] = name === "year" ? value : value.map((day) => day && dayOf(day));
    for (let i = 0; i < passes.length; i++)
      passes[i] = days[i] >= (first ?? -Infinity) && days[i] <= (last ?? Infinity) ? 1 : 0;
  } else {
    const facet = record.facets.get(name);
    const wanted = chosenCodes(facet, value);
    facet.codes.forEach((code, i) => {
      if (wanted[code]) passes[facet.meetings ? facet.meetings[i] : i] = 1;
    });
  }
  return passes;
};

// What a choice leaves: the places of the meetings shown, the exchanges kept (1 or 0), and by facet how many
// meetings each value would leave if it alone were chosen there; what is only reported counts beside its status alone.
const narrow = (record, choice) => {
  const { exchanges, size } = record;
  const masks = new Map();
  const hits = new Map();
  for (const [name, value] of Object.entries(choice)) {
    if (!OF_EXCHANGES.includes(name)) masks.set(name, passing(record, name, value));
    else {
      const facet = record.facets.get(name);
      const wanted = chosenCodes(facet, value);
      hits.set(
        name,
        Uint8Array.from(facet.codes, (code) => wanted[code] ?? 0),
      );
    }
  }
  const kept = new Uint8Array(exchanges.meeting.length).fill(1);
  for (const hit of hits.values()) for (let i = 0; i < kept.length; i++) kept[i] &= hit[i];
  if (hits.size) {
    const passes = new Uint8Array(size);
    for (let i = 0; i < kept.length; i++) if (kept[i]) passes[exchanges.meeting[i]] = 1;
    masks.set("exchanges", passes);
  }
  const failed = new Uint8Array(size); // how many conditions each meeting fails
  for (const passes of masks.values()) for (let i = 0; i < size; i++) failed[i] += 1 - passes[i];
  for (let i = 0; i < kept.length; i++) if (failed[exchanges.meeting[i]]) kept[i] = 0;
  const shown = places(failed.map((conditions) => (conditions ? 0 : 1)));
  const counts = new Map();
  for (const facet of record.facets.values()) {
    if (facet.codes) counts.set(facet.name, countOf(record, facet, failed, masks, hits));
  }
  return { shown, kept, counts, ...totals(record, shown, kept) };
};

const countOf = (record, facet, failed, masks, hits) => {
  const isOfExchanges = OF_EXCHANGES.includes(facet.name);
  const own = masks.get(isOfExchanges ? "exchanges" : facet.name);
  const other = isOfExchanges && [...hits].find(([name]) => name !== facet.name)?.[1];
  const counts = new Int32Array(facet.values.length);
  const latest = new Int32Array(facet.values.length).fill(-1); // a meeting may have many exchanges on a topic
  for (let i = 0; i < facet.codes.length; i++) {
    const meeting = facet.meetings ? facet.meetings[i] : i;
    const code = facet.codes[i];
    if (code < 0 || latest[code] === meeting || (other && !other[i])) continue;
    if (failed[meeting] - (own ? 1 - own[meeting] : 0) > 0) continue;
    if (facet.name !== "status" && record.isReported[meeting]) continue;
    latest[code] = meeting;
    counts[code] += 1;
  }
  return counts;
};

// How many meetings, periods of contact, reported meetings and exchanges there are, and their years.
const totals = (record, shown, kept) => {
  const counts = { meetings: 0, contact: 0, reported: 0, exchanges: 0, years: null };
  for (const i of shown) {
    if (record.isReported[i]) {
      counts.reported += 1;
      continue;
    }
    counts[record.isContact[i] ? "contact" : "meetings"] += 1;
    counts.years = [counts.years?.[0] ?? record.year[i], record.year[i]];
  }
  for (let i = 0; i < kept.length; i++) counts.exchanges += kept[i];
  return counts;
};

const rangeWords = ([first, last], between) => {
  if (first == null && last == null) return "any";
  if (last == null) return `${first} or later`;
  if (first == null) return `${last} or earlier`;
  return first === last ? `${first}` : `${first}${between}${last}`;
};

// The conditions of a choice, each as its name, its value and what readers call it.
const conditions = (record, choice) =>
  Object.entries(choice).flatMap(([name, value]) => {
    if (name === "year") return [[name, null, rangeWords(value, "–")]];
    if (name === "period")
      return [
        [
          name,
          null,
          rangeWords(
            value.map((day) => day && dayWords(day)),
            " – ",
          ),
        ],
      ];
    if (name === "text") return [[name, null, `“${shorten(value, 40)}”`]];
    if (name === "meeting") return [[name, null, `“${shorten(record.meetings.title[record.place.get(value)], 60)}”`]];
    const facet = record.facets.get(name);
    return value.map((each) => [name, each, facet.labels[facet.places.get(each)]]);
  });

// What is shown, in a sentence; `unknown` names what an address asked for and the record does not hold.
const sentence = (record, choice, narrowed, unknown = []) => {
  const whole = wholeRecord(record);
  const periods = narrowed.contact === 1 ? "one period" : counted(narrowed.contact, "period");
  const beside = narrowed.contact ? `, ${periods} of contact` : "";
  const span =
    (narrowed.years ? `, ${rangeWords(narrowed.years, "–")}` : "") +
    (narrowed.reported ? `, and ${number.format(narrowed.reported)} ${record.statuses.words}` : "");
  const missing = unknown.length ? ` Not in this record, so left out: ${unknown.join(", ")}.` : "";
  if (!Object.keys(choice).length) {
    const what = record.selection ? `This selection (${record.selection})` : "The whole record";
    return `${what}: ${counted(narrowed.meetings, "meeting")}${beside} and ${counted(narrowed.exchanges, "exchange")}${span}.${missing}`;
  }
  const texts = new Map();
  for (const [name, , label] of conditions(record, choice)) {
    const noun = record.nouns[name] ?? name;
    texts.set(noun, [...(texts.get(noun) ?? []), label]);
  }
  const asked = [...texts].map(([noun, labels]) => `${noun} ${labels.join(" or ")}`).join("; ");
  const selection = record.selection ? ` of this selection (${record.selection})` : "";
  return (
    `${number.format(narrowed.meetings)} of ${counted(whole.meetings, "meeting")}${beside} and ${number.format(narrowed.exchanges)} of ` +
    `${counted(whole.exchanges, "exchange")}${selection}${span}: ${asked}.${missing}`
  );
};

// The numbers of the record with nothing chosen.
const wholeRecord = (record) => {
  record.whole ??= totals(record, [...record.at.keys()], new Uint8Array(record.exchanges.meeting.length).fill(1));
  return record.whole;
};

// The line of Python that gives what is shown.
const code = (record, choice) => {
  const literal = (name, value) => {
    if (name === "year" || name === "period") {
      if (name === "year" && value[0] === value[1] && value[0] !== null) return `${value[0]}`;
      return `(${value.map((end) => (end === null ? "None" : JSON.stringify(end))).join(", ")})`;
    }
    if (typeof value === "string") return JSON.stringify(value);
    return value.length === 1 ? JSON.stringify(value[0]) : `[${value.map((each) => JSON.stringify(each)).join(", ")}]`;
  };
  const asked = Object.entries(choice).map(([name, value]) => `${name}=${literal(name, value)}`);
  return record.code + (asked.length ? `.where(${asked.join(", ")})` : "");
};

// A choice as the fragment of an address; every name is an argument of `where`.
const toHash = (choice) => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(choice)) {
    const ends = name !== "text" && name !== "meeting" ? value.map((end) => end ?? "") : null;
    if (name === "year")
      parameters.append(name, value[0] !== null && value[0] === value[1] ? value[0] : ends.join("-"));
    else if (name === "period") parameters.append(name, ends.join("/"));
    else for (const each of [value].flat()) parameters.append(name, each);
  }
  return parameters.toString().replaceAll("%2F", "/");
};

// What a fragment asks for: lists of texts by name. One without "=" names a place on the page and is no choice.
const fromHash = (hash) => {
  const asked = new Map();
  if (!hash.includes("=")) return {};
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, "")))
    asked.set(name, [...(asked.get(name) ?? []), value]);
  return Object.fromEntries(asked);
};

const yearsIn = (text) => {
  const [, first, last] = /^(\d{0,4})-(\d{0,4})$/.exec(text) ?? /^((\d{1,4}))$/.exec(text) ?? [];
  if (first === undefined) return null;
  const ends = [first, last].map((end) => (end === "" ? null : Number(end)));
  return ends[0] !== null && ends[1] !== null && ends[0] > ends[1] ? null : ends;
};

const daysIn = (text) => {
  const ends = text.split("/").map((end) => (end === "" ? null : end));
  const isDay = (day) => /^[12]\d{3}-\d\d-\d\d$/.test(day) && dayOf(day) === dayOf(day) && isoDay(dayOf(day)) === day;
  if (ends.length !== 2 || !ends.every((end) => end === null || isDay(end))) return null;
  return ends[0] !== null && ends[1] !== null && ends[0] > ends[1] ? null : ends;
};

// A choice in the form that the trait has, from what an address asks for; and what there is none of.
const normal = (record, asked) => {
  const choice = {};
  const unknown = [];
  for (const [name, texts] of Object.entries(asked)) {
    const given = texts.filter(Boolean);
    const text = given.at(-1);
    if (!given.length) continue;
    const facet = record.facets.get(name);
    if (name === "text") choice.text = text;
    else if (name === "year" || name === "period") {
      const ends = name === "year" ? yearsIn(text) : daysIn(text);
      if (ends) choice[name] = ends;
      else unknown.push(`${name} ${shorten(text, 40)}`);
    } else if (name === "meeting") {
      if (record.place.has(text)) choice.meeting = text;
      else unknown.push(`${name} ${shorten(text, 60)}`);
    } else if (facet) {
      const values = facet.values.filter((value) => given.includes(value));
      if (values.length) choice[name] = values;
      unknown.push(
        ...given.filter((value) => !facet.places.has(value)).map((value) => `${name} ${shorten(value, 60)}`),
      );
    } else unknown.push(shorten(name, 60));
  }
  return { choice, unknown };
};

// The topics by year, or under areas: rows of counts of held meetings or of exchanges, `null` outside the view.
// Many years become periods; of many topics those with most stand there, and `hidden` says how many are not.
const matrix = (record, choice, narrowed, { unit = "meetings", byArea = false } = {}) => {
  const { exchanges, areas, isHeld, isContact, year } = record;
  const topic = record.facets.get("topic");
  const held = narrowed.shown.filter((i) => isHeld[i]);
  const inside = held.length ? [year[held[0]], year[held.at(-1)]] : [Infinity, -Infinity];
  let [first, last] = record.span ?? [0, -1];
  if (last - first >= MOST_COLUMNS && held.length) [first, last] = inside;
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find(
    (years) => Math.floor(last / years) - Math.floor(first / years) < MOST_COLUMNS,
  );
  const start = Math.floor(first / step);
  const columns = [];
  for (let each = start; each * step <= last; each++) {
    const ends = [Math.max(each * step, first), Math.min(each * step + step - 1, last)];
    const label = ends[0] < ends[1] && step <= 100 ? `${ends[0]}–${String(ends[1]).slice(-2)}` : rangeWords(ends, "–");
    columns.push({ ends, label, isInside: ends[1] >= inside[0] && ends[0] <= inside[1] });
  }
  const count = (codes, size) => {
    const counts = Array.from({ length: size }, () => new Int32Array(columns.length));
    const latest = new Int32Array(size).fill(-1);
    for (let i = 0; i < exchanges.meeting.length; i++) {
      const meeting = exchanges.meeting[i];
      if (!narrowed.kept[i] || !isHeld[meeting]) continue;
      const row = codes[exchanges.topic[i]];
      if (unit === "meetings" && (isContact[meeting] || latest[row] === meeting)) continue;
      latest[row] = meeting;
      const column = Math.floor(year[meeting] / step) - start;
      if (column >= 0 && column < columns.length) counts[row][column] += 1;
    }
    return counts;
  };
  const chosen = choice.topic && new Set(choice.topic);
  const isInside = (value) => !chosen || chosen.has(value);
  const sum = (counts) => counts.reduce((all, each) => all + each, 0);
  let rows = count([...topic.values.keys()], topic.values.length).map((counts, i) => ({
    key: `topic ${topic.values[i]}`,
    label: topic.labels[i],
    names: record.topics.names[i],
    topics: [topic.values[i]],
    place: i,
    counts,
    isArea: false,
    isInside: isInside(topic.values[i]),
  }));
  const hidden = Math.max(rows.length - MOST_ROWS, 0);
  if (hidden) {
    const most = [...rows].sort((a, b) => sum(b.counts) - sum(a.counts) || a.place - b.place).slice(0, MOST_ROWS);
    rows = most.sort((a, b) => a.place - b.place);
  }
  if (byArea) {
    const codes = record.topics.area.map((area) => (area < 0 ? areas.length : area));
    const counts = count(codes, areas.length + 1);
    rows = [...areas, "Outside the agreement's areas"].flatMap((label, area) => {
      const topics = topic.values.filter((_, i) => codes[i] === area);
      if (!topics.length && area === areas.length) return [];
      const row = {
        key: `area ${area}`,
        label,
        names: [],
        topics,
        counts: counts[area],
        isArea: true,
        isInside: !topics.length || topics.some(isInside),
      };
      return [row, ...rows.filter((each) => codes[each.place] === area)];
    });
  }
  for (const row of rows)
    row.counts = Array.from(row.counts, (each, i) => (row.isInside && columns[i].isInside ? each : null));
  return { rows, columns, hidden };
};

// The exchanges at held meetings, by direction.
const directions = (record, narrowed) => {
  const counts = record.facets.get("direction").values.map(() => 0);
  record.exchanges.direction.forEach((direction, i) => {
    if (narrowed.kept[i] && record.isHeld[record.exchanges.meeting[i]]) counts[direction] += 1;
  });
  return counts;
};

// From which to which day the timeline is drawn: over the chosen period, else over the record.
const period = (record, choice) => {
  let [first, last] = (record.period ??= record.size
    ? [record.first.reduce((a, b) => Math.min(a, b)), record.last.reduce((a, b) => Math.max(a, b))]
    : [0, 0]);
  const [begins, ends] =
    choice.period ??
    (choice.year ?? [null, null]).map((year, i) => year && `${String(year).padStart(4, "0")}-${i ? "12-31" : "01-01"}`);
  if (begins) first = dayOf(begins);
  last = ends ? dayOf(ends) : Math.max(first, last);
  const room = Math.max((last - first) / 30, 10);
  return [first - room, last + room];
};

// The meetings shown, counted by kind and the shortest period of which not too many stand in a lane.
const bars = (record, narrowed) => {
  const months = (day) => new Date(day * DAY).getUTCFullYear() * 12 + new Date(day * DAY).getUTCMonth();
  const there = narrowed.shown.filter((i) => !record.isReported[i]);
  const span = months(record.at[there.at(-1)]) - months(record.at[there[0]]);
  const step = [1, 3, 12, 24, 60, 120, 240, 600].find((each) => span / each < MOST_BARS) ?? 1200;
  const counts = new Map();
  for (const i of there) {
    const begun = Math.floor(months(record.at[i]) / step);
    const key = `${record.meetings.kind[i]} ${begun}`;
    if (!counts.has(key)) counts.set(key, { key, kind: record.meetings.kind[i], begun, count: 0 });
    counts.get(key).count += 1;
  }
  const day = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY;
  const unit = { 1: "a month", 3: "a quarter", 12: "a year" }[step] ?? `${step / 12} years`;
  return {
    unit,
    bars: [...counts.values()].map((bar) => ({
      ...bar,
      first: day(bar.begun * step),
      last: day((bar.begun + 1) * step) - 1,
    })),
  };
};

// When a meeting was, as known.
const dateWords = (record, i) => record.spans[i]?.[0] ?? dayWords(record.meetings.date[i]);

// The address that opens a source at a passage, or a PDF at a page: as `measures.addresses.link`.
const linkOf = (url, anchor, locator) => {
  if (!/^https?:\/\//i.test(url)) return "";
  if (url.split(/[?#]/)[0].toLowerCase().endsWith(".pdf")) {
    const page = /(?<![\p{L}\p{N}_])(?:pages?|pp?\.) ?([0-9]+)/iu.exec(locator);
    return page && !url.includes("#") ? `${url}#page=${page[1]}` : url;
  }
  if (!anchor) return url;
  const quoted = encodeURIComponent(anchor).replace(
    /[!'()*-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${quoted}`;
};

const kindWords = (record, i, apart = ", ") => {
  const word = (name) => record.facets.get(name).labels[record.meetings[name][i]];
  const status = record.isHeld[i] ? "" : word("status");
  return [word("kind"), status, word("format")].filter(Boolean).join(apart);
};

const byMeeting = (record, table) => {
  const rows = record.meetings.id.map(() => []);
  record[table].meeting.forEach((meeting, i) => rows[meeting].push(i));
  return rows;
};

// The rows of a table that belong to a meeting.
const rowsOf = (record, table, meeting) => {
  record.rows ??= {};
  record.rows[table] ??= byMeeting(record, table);
  return record.rows[table][meeting];
};

const topicsOf = (record, narrowed, meeting) => {
  const rows = rowsOf(record, "exchanges", meeting).filter((row) => narrowed.kept[row]);
  return [...new Set(rows.map((row) => record.exchanges.topic[row]))];
};

// The meetings shown as CSV for spreadsheets; a cell that would run as a formula gets an apostrophe, as in
// `exports.tables.neutralised`.
const UNSEEN = "[\\s\\0\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]*";
const FORMULA = new RegExp(`(?:^|[;\\t\\r\\n])(?=${UNSEEN}[=+\\-@＝＋－＠﹦﹢﹣﹫])|^(?=[\\t\\r\\n\\0])`, "gu");
const csv = (record, narrowed) => {
  const { meetings, bodies, sources } = record;
  const topics = record.facets.get("topic").labels;
  const header = [
    "meeting_id",
    "date",
    "kind",
    "status",
    "format",
    "place",
    "title",
    "topics",
    "organisations",
    "link",
  ];
  const rows = narrowed.shown.map((i) => {
    const word = (name) => record.facets.get(name).values[meetings[name][i]] ?? "";
    const present = new Set(
      rowsOf(record, "participants", i).map((row) => bodies.label[record.participants.body[row]]),
    );
    return [
      meetings.id[i],
      meetings.date[i],
      word("kind"),
      word("status"),
      word("format"),
      meetings.place[i],
      meetings.title[i],
      topicsOf(record, narrowed, i)
        .map((topic) => topics[topic])
        .join("; "),
      [...present].join("; "),
      linkOf(sources.url[meetings.source[i]] ?? "", meetings.anchor[i], meetings.locator[i]),
    ];
  });
  const cell = (text) => {
    const plain = /^[-－﹣](?:[0-9]+(?:[.,][0-9]+)*)?%?$/.test(text) ? text : text.replace(FORMULA, "$&'");
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return [header, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
};
