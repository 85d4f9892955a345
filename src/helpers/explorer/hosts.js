// The two hosts: a widget of JupyterLab, whose choice Python shares, and a page, whose address is the choice.

const unpacked = async (bytes) => {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return prepare(await new Response(stream).json());
};

const isSame = (choice, other) => JSON.stringify(choice) === JSON.stringify(other);

// A host gives the choice and sets it, goes back a step, and calls a listener whenever the choice changed.
const widgetHost = (model) => {
  const former = [];
  let current = model.get("choice");
  let wasTyping = false;
  let isStep = true; // else Back does not come here: words that are typed on, and Back itself
  let listener = null;
  const change = (choice, isNewStep) => {
    isStep = isNewStep;
    model.set("choice", choice); // `heard` is called before this returns
    model.save_changes();
    isStep = true;
  };
  const heard = () => {
    if (isStep) former.push(current);
    current = model.get("choice");
    listener();
  };
  return {
    get: () => current,
    set(choice, isTyping = false) {
      if (isSame(choice, current)) return;
      const goesOn = isTyping && wasTyping;
      wasTyping = isTyping;
      change(choice, !goesOn);
    },
    back: () => change(former.pop(), false),
    canGoBack: () => former.length > 0,
    listen(call) {
      listener = call;
      model.on("change:choice", heard);
      return () => model.off("change:choice", heard);
    },
  };
};

const pageHost = (record) => {
  let { choice, unknown } = normal(record, fromHash(location.hash));
  let wasTyping = false;
  let listener = null;
  const depth = () => history.state?.depth ?? 0;
  const heard = () => {
    if (location.hash && !location.hash.includes("=")) return; // a place on the page
    ({ choice, unknown } = normal(record, fromHash(location.hash)));
    wasTyping = false;
    listener();
  };
  return {
    get: () => choice,
    set(wanted, isTyping = false) {
      if (isSame(wanted, choice)) return;
      [choice, unknown] = [wanted, []];
      const hash = toHash(choice);
      const address = hash ? `#${hash}` : location.pathname + location.search;
      if (isTyping && wasTyping) history.replaceState(history.state, "", address);
      else history.pushState({ depth: depth() + 1 }, "", address);
      wasTyping = isTyping;
      listener();
    },
    back: () => history.back(),
    canGoBack: () => depth() > 0,
    unknown: () => unknown,
    address: () => location.href,
    listen(call) {
      listener = call;
      addEventListener("popstate", heard);
      return () => removeEventListener("popstate", heard);
    },
  };
};

// Make a page the explorer of the record that it holds, packed and in base64.
const openPage = async (root, text) => {
  const page = document.documentElement;
  try {
    document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    document.querySelector(".skip")?.addEventListener("click", (event) => {
      // the address is the choice's
      event.preventDefault();
      document.querySelector("main").focus();
    });
    const packed = atob(text.trim());
    const record = await unpacked(Uint8Array.from(packed, (letter) => letter.charCodeAt(0)));
    mount(root, record, pageHost(record));
    page.classList.add("ready");
  } catch (error) {
    page.classList.add("ready", "failed"); // the tables stay
    throw error;
  }
};

export default () => {
  let record;
  return {
    initialize({ model }) {
      const bytes = model.get("record");
      record = unpacked(bytes.buffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes);
    },
    async render({ model, el }) {
      const root = document.createElement("div");
      root.className = "cooperation-explorer";
      el.append(root);
      return mount(root, await record, widgetHost(model));
    },
  };
};
