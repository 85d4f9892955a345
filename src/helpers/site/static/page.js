(async () => {
  const root = document.documentElement;
  document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const named = (hash) => {
    try {
      const found = document.getElementById(decodeURIComponent(hash.replace(/^#/, "")));
      return found?.closest(".evidence") ?? found; // an older address names a place in the section
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
  // What is taken away: the rows behind a number as CSV, a figure of plotly as a picture.
  const save = (name, address) => Object.assign(document.createElement("a"), { download: name, href: address }).click();
  const button = (text, act) => {
    const made = document.createElement("button");
    [made.type, made.textContent] = ["button", text];
    made.addEventListener("click", act);
    return made;
  };
  for (const place of document.querySelectorAll(".back[data-lines]")) {
    const name = decodeURIComponent(place.closest(".evidence").id).replace(/[^\p{L}\p{N}]+/gu, "-");
    const rows = button("These rows as CSV", () => {
      const lines = JSON.parse(document.getElementById("the--lines").textContent);
      const text = [0, ...place.dataset.lines.split(" ")].map((line) => lines[line]).join("");
      save(`${name}.csv`, `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${text}`)}`);
    });
    const taken = document.createElement("span");
    taken.className = "take";
    taken.append(" · ", rows);
    place.append(taken);
  }
  const pictures = (plot) => {
    const figure = plot.closest("figure");
    const draw = async (format) => {
      const size = { width: plot.clientWidth, height: plot.clientHeight };
      const layout = { ...plot.layout, paper_bgcolor: "#fff" };
      const drawn = await Plotly.toImage({ data: plot.data, layout }, { format: "svg", ...size });
      if (format === "svg") return drawn;
      const image = new Image();
      image.src = drawn;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * size.width, height: 2 * size.height });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/png");
    };
    let place = figure.querySelector(".take");
    if (!place) {
      place = document.createElement("p");
      place.className = "take";
      place.append("Take away: ");
      figure.append(place);
    }
    for (const format of ["png", "svg"]) {
      const name = `${document.documentElement.dataset.name}-${figure.id.replace("figure--", "")}.${format}`;
      place.append(place.querySelector("a, button") ? " · " : "", button(format.toUpperCase(), async () => save(name, await draw(format))));
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

  // Where plotly drew a mark: a cell, a bar or a point with room around it.
  const box = (plot, { curveNumber, pointNumber }) => {
    const trace = plot._fullData[curveNumber];
    const x = plot._fullLayout[trace.xaxis.replace("x", "xaxis")];
    const y = plot._fullLayout[trace.yaxis.replace("y", "yaxis")];
    const points = plot.calcdata[curveNumber];
    const point = points[pointNumber];
    let xs, ys;
    if (trace.type === "heatmap") {
      const [i, j] = pointNumber;
      [xs, ys] = [points[0].x.slice(j, j + 2), points[0].y.slice(i, i + 2)];
    } else if (trace.type === "bar") {
      const [length, breadth] = [[point.s0, point.s1], [point.p0, point.p1]];
      [xs, ys] = trace.orientation === "h" ? [length, breadth] : [breadth, length];
    } else {
      [xs, ys] = [[point.x, point.x], [point.y, point.y]];
    }
    xs = xs.map((value) => x._offset + x.c2p(value)).sort((a, b) => a - b);
    ys = ys.map((value) => y._offset + y.c2p(value)).sort((a, b) => a - b);
    const [wide, high] = [Math.max(xs[1] - xs[0], 20), Math.max(ys[1] - ys[0], 20)];
    return { x, y, left: (xs[0] + xs[1] - wide) / 2, top: (ys[0] + ys[1] - high) / 2, width: wide, height: high };
  };

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
      link.href = `#${encodeURI(mark.key)}`;
      link.tabIndex = place ? -1 : 0;
      link.setAttribute("aria-label", `${section.querySelector("h3").textContent}: ${section.querySelector(".count").textContent}`);
      link.addEventListener("focus", () => {
        for (const other of links) other.tabIndex = other === link ? 0 : -1;
        const { left, top, width, height, x, y } = box(plot, mark);
        Object.assign(link.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
        Plotly.Fx.hover(plot, { xpx: left + width / 2 - x._offset, ypx: top + height / 2 - y._offset });
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
      plot.classList.toggle("leads", Boolean(evidence([point.customdata].flat()[0])));
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
    if (!plots.length) {
      root.classList.add("ready");
      return;
    }
    const packed = atob(document.getElementById("the--plotly").textContent.trim());
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
    const unpacking = new DecompressionStream("gzip");
    const writer = unpacking.writable.getWriter();
    writer.write(bytes);
    writer.close();
    const script = document.createElement("script");
    script.textContent = await new Response(unpacking.readable).text();
    document.head.append(script);
    // The lines of a title are a phone's; where there is room, they are fewer, as page.css knows too.
    const room = matchMedia("(min-width: 44rem)");
    const looks = new Map();
    const fit = (isRoomy, change = {}) => {
      for (const [plot, look] of looks) Plotly.relayout(plot, { ...look[isRoomy ? "roomy" : "narrow"], ...change });
    };
    for (const plot of plots) {
      const { data, layout, roomy, isOurs } = JSON.parse(plot.closest("figure").querySelector("script").textContent);
      const fits = "title.text" in roomy; // else the figure has no title, or is a reader's own
      const narrow = {};
      for (const path of fits ? Object.keys(roomy) : []) {
        const steps = path.split(/[.[\]]+/).filter(Boolean);
        const part = steps.slice(0, -1).reduce((value, step) => value[step], layout);
        narrow[path] = part[steps.at(-1)];
        if (room.matches) part[steps.at(-1)] = roomy[path];
      }
      const size = { autosize: !layout.width, width: layout.width ?? null }; // plotly fixes both when one is changed
      looks.set(plot, { narrow: { ...narrow, ...size }, roomy: { ...roomy, ...size } });
      if (isOurs) layout.paper_bgcolor = "rgba(0,0,0,0)";
      await new Promise((done) => setTimeout(done)); // the page answers between two figures
      try {
        await Plotly.newPlot(plot, data, layout, { displayModeBar: false, responsive: true });
      } catch (error) {
        if (isOurs) throw error;
        looks.delete(plot); // it asks for what a page may not do, such as a map from the net
        plot.textContent = "This figure cannot be drawn here.";
      }
      if (isOurs) marks(plot, data);
      if (looks.has(plot)) pictures(plot);
    }
    room.addEventListener("change", () => fit(room.matches));
    addEventListener("beforeprint", () => fit(true, { autosize: false, width: 670 })); // A4 less its margins
    addEventListener("afterprint", () => fit(room.matches));
    for (const numbers of document.querySelectorAll("details.numbers")) numbers.open = false;
    root.classList.add("ready");
  } catch (error) {
    root.classList.add("failed", "ready");
    console.error(error);
  }
})();
