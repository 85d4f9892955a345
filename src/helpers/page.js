(async () => {
  const root = document.documentElement;
  const named = (hash) => {
    try {
      return document.getElementById(decodeURIComponent(hash.replace(/^#/, "")));
    } catch {
      return null;
    }
  };
  const evidence = (key) => {
    const found = typeof key === "string" && key ? document.getElementById(key) : null;
    return found?.classList.contains("evidence") ? found : null;
  };

  // The evidence that the address names stands under the figure that led to it.
  const behind = document.querySelector(".behind");
  let origin = null;
  const show = () => {
    const wanted = evidence(named(location.hash)?.id);
    const open = document.querySelector("figure + .evidence");
    if (open && open !== wanted) behind.append(open);
    if (wanted) {
      const back = wanted.querySelector(".back a");
      const figure = origin?.closest("figure") ?? named(back.hash);
      back.href = `#${figure.id}`;
      figure.after(wanted);
      wanted.focus({ preventScroll: true });
      wanted.scrollIntoView({ block: "nearest" });
    } else if (open && origin?.isConnected) {
      origin.focus();
      origin = null;
    }
  };
  addEventListener("hashchange", show);
  addEventListener("click", (event) => {
    const link = event.target.closest("figure a[href^='#']");
    if (link) origin = link;
  });
  addEventListener("keydown", (event) => {
    const open = document.querySelector("figure + .evidence");
    if (event.key === "Escape" && open) open.querySelector(".back a").click();
  });
  show();

  // Each mark that has evidence is a link that the keyboard reaches: arrows move, Enter opens.
  const marks = (plot, data) => {
    const found = data.flatMap((trace, curveNumber) =>
      (trace.customdata ?? []).flatMap((row, i) =>
        Array.isArray(row) && trace.type === "heatmap"
          ? row.map((key, j) => ({ key, column: j, curveNumber, pointNumber: [i, j] }))
          : [{ key: [row].flat()[0], column: 0, curveNumber, pointNumber: i }],
      ),
    ).filter((mark) => evidence(mark.key));
    if (!found.length) return;
    const group = document.createElement("div");
    group.className = "marks";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Marks of the figure: arrow keys move, Enter opens the meetings behind one");
    const links = found.map((mark, place) => {
      const link = document.createElement("a");
      const section = evidence(mark.key);
      link.href = `#${encodeURIComponent(mark.key)}`;
      link.tabIndex = place ? -1 : 0;
      link.setAttribute("aria-label", `${section.querySelector("h3").textContent}: ${section.querySelector(".count").textContent}`);
      link.addEventListener("focus", () => {
        for (const other of links) other.tabIndex = other === link ? 0 : -1;
        Plotly.Fx.hover(plot, [{ curveNumber: mark.curveNumber, pointNumber: mark.pointNumber }]);
      });
      link.addEventListener("blur", () => Plotly.Fx.unhover(plot));
      return link;
    });
    group.addEventListener("keydown", (event) => {
      const at = links.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      const isAcross = event.key === "ArrowRight" || event.key === "ArrowLeft";
      let next = at + step;
      while (!isAcross && found[next] && found[next].column !== found[at].column) next += step;
      event.preventDefault();
      links[next]?.focus();
    });
    plot.on("plotly_hover", ({ points: [point] }) => {
      const key = [point.customdata].flat()[0];
      plot.classList.toggle("leads", Boolean(evidence(key)));
      const link = document.activeElement;
      if (!links.includes(link) || !point.bbox) return;
      const stage = plot.getBoundingClientRect();
      const { x0, x1, y0, y1 } = point.bbox;
      Object.assign(link.style, {
        left: `${x0 - stage.left}px`, top: `${y0 - stage.top}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px`,
      });
    });
    plot.on("plotly_click", ({ points: [point] }) => {
      const place = found.findIndex((mark) => mark.key === [point.customdata].flat()[0]);
      links[place]?.click();
    });
    group.append(...links);
    plot.after(group);
  };

  try {
    const plots = [...document.querySelectorAll(".plot")];
    const packed = atob(document.getElementById("the--plotly").textContent.trim());
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const url = URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type: "text/javascript" }));
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: url, onload: resolve, onerror: reject });
      document.head.append(script);
    });
    for (const plot of plots) {
      const { data, layout } = JSON.parse(plot.closest("figure").querySelector("script").textContent);
      layout.paper_bgcolor = "rgba(0,0,0,0)";
      await Plotly.newPlot(plot, data, layout, { displayModeBar: false, responsive: true });
      marks(plot, data);
    }
    for (const numbers of document.querySelectorAll("details.numbers")) numbers.open = false;
    root.classList.add("ready");
  } catch (error) {
    root.classList.add("failed", "ready");
    console.error(error);
  }
})();
