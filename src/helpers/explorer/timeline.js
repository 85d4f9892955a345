// The meetings in time: one lane per kind, one mark per meeting or, where they are many, a bar that counts them.

const MOST_MARKS = 400; // meetings that are told apart by eye and pointer
const TRACKS = 4; // of marks in a lane
const MARK = 24; // pixels of the timeline that a mark takes
const TICK = 64; // and a label of its axis

// The steps of an axis from one day to another, so many at most, each a day and its label.
const ticks = (first, last, most) => {
  const month = (day) => new Date(day * DAY).getUTCFullYear() * 12 + new Date(day * DAY).getUTCMonth();
  const [begin, end] = [Math.ceil(month(first)), month(last)];
  const step = [1, 3, 6, 12, 24, 60, 120, 240, 600].find((months) => (end - begin) / months <= most) ?? 1200;
  const list = [];
  for (let at = Math.ceil(begin / step) * step; at <= end; at += step) {
    const day = Date.UTC(Math.floor(at / 12), at % 12, 1) / DAY;
    const year = Math.floor(at / 12);
    if (day >= first && day <= last)
      list.push({ key: at, day, label: step < 12 ? `${MONTHS[at % 12]} ${year}` : `${year}` });
  }
  return list;
};

const timelineView = (record, act) => {
  const kinds = record.facets.get("kind");
  const { meetings, bodies } = record;
  const say = html("p", { class: "said" });
  const years = html("div", { class: "ticks", "aria-hidden": "true" });
  const brush = html("div", { class: "brush", hidden: true });
  const axis = html("div", { class: "axis" }, years, brush);
  const lanes = kinds.labels.map((label) => ({
    marks: html("div", { class: "lane" }),
    label: html("div", { class: "lane-label" }, label),
  }));
  const group = html(
    "div",
    { class: "lanes", role: "group", "aria-label": "Meetings in time, by kind: arrow keys move, Enter chooses" },
    axis,
    lanes.flatMap(({ label, marks }) => [label, marks]),
  );
  const legend = html("p", { class: "hint" });
  const box = view("When they met", "timeline", group, say, legend);
  const rest = "Drag over a period to choose it, or click a marker for its card.";
  const hostOf = (i) => {
    const side = meetings.host[i] < 0 ? -1 : bodies.country[meetings.host[i]];
    return ["first", "second"][side] ?? "neither";
  };
  let bounds = [0, 1];
  let width = 0;
  let drawn = null;
  new ResizeObserver(() => {
    if (width === axis.clientWidth || !axis.clientWidth) return;
    width = axis.clientWidth;
    if (drawn) draw(...drawn);
  }).observe(axis);
  const percent = (day) => ((day - bounds[0]) / (bounds[1] - bounds[0])) * 100;

  const markOf = (i) => {
    const isDay = record.first[i] === record.last[i];
    const left = isDay ? percent(record.first[i] + 0.5) : percent(record.first[i]);
    const width = isDay ? 0 : percent(record.last[i] + 1) - left;
    const status = record.facets.get("status").values[meetings.status[i]];
    return {
      key: meetings.id[i],
      place: i,
      kind: meetings.kind[i],
      left,
      width,
      isDay,
      fades: record.spans[i]?.[4] ?? "",
      status,
    };
  };
  // The marks of a lane in tracks, so that none covers another while there is room.
  const tracked = (marks) => {
    const room = (MARK / width) * 100;
    const ends = Array(TRACKS).fill(-Infinity);
    for (const mark of marks) {
      const begin = mark.isDay ? mark.left - room / 2 : mark.left;
      const free = ends.findIndex((end) => end <= begin);
      mark.track = free < 0 ? ends.indexOf(Math.min(...ends)) : free;
      ends[mark.track] = begin + Math.max(mark.width, room);
    }
    return Math.max(1, ...marks.map((mark) => mark.track + 1));
  };
  const drawMarks = (narrowed, choice) => {
    const shown = narrowed.shown.map(markOf);
    lanes.forEach(({ marks }, kind) => {
      const own = shown.filter((mark) => mark.kind === kind);
      setStyle(marks, "--tracks", tracked(own));
      fill(
        marks,
        own,
        ({ place, key }) =>
          button("", () => act.toggle({ meeting: key }, "timeline"), {
            "aria-label": `${meetings.title[place]}, ${dateWords(record, place)}, ${kindWords(record, place)}`,
          }),
        (node, mark) => {
          const fades = mark.fades ? `fades-${mark.fades}` : "";
          const names = ["mark", mark.isDay ? "day" : "span", hostOf(mark.place), mark.status, fades];
          set(node, "class", names.filter(Boolean).join(" "));
          setStyle(node, "--left", `${mark.left.toFixed(2)}%`);
          setStyle(node, "--width", `${mark.width.toFixed(2)}cqi`); // percent of the lane
          setStyle(node, "--track", mark.track);
          set(node, "aria-pressed", choice.meeting === mark.key);
        },
      );
    });
    const [one, two] = record.sides;
    put(
      legend,
      `● ${one} hosted, ■ ${two} hosted, ◆ neither named as host. Bar: a period, or an inexact date. Hollow: planned, or reported and not confirmed; ✕ cancelled.`,
    );
  };
  const drawBars = (narrowed, choice) => {
    const { unit, bars: shown } = bars(record, narrowed);
    const most = Math.max(...shown.map((bar) => bar.count));
    lanes.forEach(({ marks }, kind) => {
      setStyle(marks, "--tracks", 2);
      fill(
        marks,
        shown.filter((bar) => bar.kind === kind),
        (bar) =>
          button("", () => act.toggle({ kind: [kinds.values[kind]], period: [isoDay(bar.first), isoDay(bar.last)] }), {
            class: "count-bar",
          }),
        (node, bar) => {
          const left = percent(bar.first);
          setStyle(node, "--left", `${left.toFixed(3)}%`);
          setStyle(node, "--width", `${(percent(bar.last + 1) - left).toFixed(3)}cqi`);
          setStyle(node, "--height", `${((bar.count / most) * 100).toFixed(1)}%`);
          set(
            node,
            "aria-label",
            `${kinds.labels[kind]}, ${dayWords(isoDay(bar.first))} – ${dayWords(isoDay(bar.last))}: ${number.format(bar.count)}`,
          );
        },
      );
    });
    put(
      legend,
      `A bar counts the meetings of a kind in ${unit}; the highest is ${counted(most, "meeting")}. Up to ${MOST_MARKS} meetings are shown one by one.`,
    );
  };
  const describe = (event) =>
    put(
      say,
      event.target.dataset?.key && event.target.localName === "button" ? event.target.getAttribute("aria-label") : rest,
    );
  for (const name of ["pointerover", "focusin"]) group.addEventListener(name, describe);
  for (const name of ["pointerleave", "focusout"]) group.addEventListener(name, () => put(say, rest));
  const ready = roving(group, () => lanes.map(({ marks }) => [...marks.children]));
  brushing(group, brush, (from, to) => {
    const [first, last] = [from, to].map((share) => bounds[0] + share * (bounds[1] - bounds[0]));
    act.choose({ period: [isoDay(Math.floor(first)), isoDay(Math.floor(last))] });
  });
  const draw = (narrowed, choice) => {
    drawn = [narrowed, choice];
    width ||= axis.clientWidth || 600;
    bounds = period(record, choice);
    const steps = ticks(...bounds, Math.min(width / TICK, 10));
    fill(
      years,
      steps,
      () => html("span"),
      (node, { day, label }) => {
        setStyle(node, "--left", `${percent(day).toFixed(2)}%`);
        put(node, (1 - percent(day) / 100) * width > TICK ? label : ""); // which would leave the width
      },
    );
    if (narrowed.shown.length <= MOST_MARKS || narrowed.shown.every((i) => record.isReported[i]))
      drawMarks(narrowed, choice);
    else drawBars(narrowed, choice);
    put(say, rest);
    ready();
  };
  return { box, draw };
};

// Drawing with the pointer over an area chooses a part of its width; a click stays a click.
const brushing = (group, brush, choose) => {
  let from = null;
  let isDrawn = false;
  const share = (event) => {
    const { left, width } = brush.parentElement.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - left) / width, 0), 1);
  };
  const show = (to) => {
    setStyle(brush, "--left", `${Math.min(from, to) * 100}%`);
    setStyle(brush, "--width", `${Math.abs(to - from) * 100}%`);
  };
  group.addEventListener("pointerdown", (event) => {
    const { left } = brush.parentElement.getBoundingClientRect();
    if (event.button === 0 && event.clientX >= left) [from, isDrawn] = [share(event), false];
  });
  group.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const { width } = brush.parentElement.getBoundingClientRect();
    if (!isDrawn && Math.abs(share(event) - from) * width < 6) return;
    if (!isDrawn) group.setPointerCapture(event.pointerId);
    isDrawn = true;
    brush.hidden = false;
    show(share(event));
  });
  const end = (event) => {
    if (from !== null && isDrawn && event.type === "pointerup") choose(...[from, share(event)].sort((a, b) => a - b));
    from = null;
    brush.hidden = true;
  };
  group.addEventListener("pointerup", end);
  group.addEventListener("pointercancel", end);
  group.addEventListener(
    "click",
    (event) => {
      if (isDrawn) event.stopPropagation();
      isDrawn = false;
    },
    { capture: true },
  );
};
