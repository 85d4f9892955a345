// How the views of a record follow the choice that a host keeps.

// Show a record in a node, with the choice that a host keeps; what comes back takes it away again.
const mount = (root, record, host) => {
  const state = { unit: "meetings", byArea: false, page: 0 };
  let opened = null;
  let opener = null;
  let narrowed = null;
  const choose = (conditions, isTyping = false) => {
    const choice = { ...host.get() };
    for (const [name, value] of Object.entries(conditions)) {
      if (value === null) delete choice[name];
      else choice[name] = value;
    }
    host.set(choice, isTyping);
  };
  const act = {
    choose,
    toggle(conditions, from = null) {
      const choice = host.get();
      const isSet = Object.entries(conditions).every(
        ([name, value]) => JSON.stringify(choice[name]) === JSON.stringify(value),
      );
      opener = from && !isSet ? from : opener;
      choose(isSet ? Object.fromEntries(Object.keys(conditions).map((name) => [name, null])) : conditions);
    },
    remove(name, value) {
      const kept =
        Array.isArray(host.get()[name]) && value !== null ? host.get()[name].filter((each) => each !== value) : [];
      if (name === "text") controls.reset();
      choose({ [name]: kept.length ? kept : null });
    },
    reset() {
      opened = null;
      controls.reset();
      host.set({});
      paint();
    },
    open(meeting, from) {
      if (meeting === null && host.get().meeting) {
        opened = null;
        choose({ meeting: null });
        return;
      }
      opened = meeting;
      opener = from ?? opener;
      paint();
    },
    redraw: () => paint(),
    csv: () => csv(record, narrowed),
  };
  const summary = summaryView(record, act, host);
  const controls = controlsView(record, act);
  const [timeline, grid, sharing] = [
    timelineView(record, act),
    matrixView(record, act, state),
    directionView(record, act),
  ];
  const [list, card] = [meetingsView(record, act, state), cardView(record, act)];
  const pair = html("div", { class: "pair" }, grid.box, sharing.box);
  const views = html("div", { class: "views" }, timeline.box, pair, list.box);
  root.replaceChildren(summary.box, html("div", { class: "body" }, controls.box, views));

  let shownCard = null;
  let returnTo = null;
  const paint = () => {
    const choice = host.get();
    const page = root.getRootNode();
    const focused = root.contains(page.activeElement) ? page.activeElement : null;
    const before = narrowed && JSON.stringify(narrowed.choice);
    if (before !== JSON.stringify(choice)) {
      if (narrowed) state.page = 0;
      narrowed = { ...narrow(record, choice), choice };
    }
    for (const each of [summary, controls, timeline, grid, sharing, list]) each.draw(narrowed, choice);
    const wanted = choice.meeting ?? (opened && narrowed.shown.includes(record.place.get(opened)) ? opened : null);
    opened = wanted;
    const key = wanted && `${wanted} ${choice.text ?? ""}`;
    const closes = shownCard && !wanted;
    if (key !== shownCard) {
      const isNew = wanted && (!shownCard || !shownCard.startsWith(`${wanted} `));
      if (isNew) {
        returnTo = focused?.dataset.key ?? null;
        if (opener === "table") list.box.before(card.box);
        else timeline.box.after(card.box);
      }
      card.draw(wanted, choice);
      if (isNew && before !== null) {
        card.box.focus({ preventScroll: true });
        card.box.scrollIntoView({ block: "nearest" });
      }
      shownCard = key;
      if (isNew) return;
    }
    keepFocus(focused, closes ? returnTo : null);
  };
  // What had the focus keeps it; its successor takes it where it is gone, or what opened the card, or the sentence.
  const keepFocus = (focused, opener) => {
    if (!focused) return;
    const page = root.getRootNode();
    if (focused.isConnected && focused.checkVisibility() && !focused.disabled) {
      if (page.activeElement !== focused) focused.focus({ preventScroll: true });
      return;
    }
    const key = focused.dataset.key ?? opener;
    const successor = key && [...root.querySelectorAll("button[data-key]")].find((node) => node.dataset.key === key);
    if (successor) successor.focus();
    else summary.focus();
  };
  // JupyterLab takes letters for commands on whatever is not a field of text: they stay here.
  const keep = (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && !(event.key === "Enter" && event.shiftKey))
      event.stopPropagation();
  };
  root.addEventListener("keydown", keep);
  const stop = host.listen(paint);
  paint();
  return () => {
    stop();
    root.removeEventListener("keydown", keep);
  };
};
