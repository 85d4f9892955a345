(async () => {
  const root = document.documentElement;
  const plots = [...document.querySelectorAll(".plot")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const themed = (layout) => {
    const copy = structuredClone(layout);
    copy.paper_bgcolor = "rgba(0,0,0,0)";
    if (dark.matches) {
      copy.font.color = "#e5e7eb";
      copy.hoverlabel = { ...copy.hoverlabel, bgcolor: "#111827", font: { ...copy.hoverlabel.font, color: "#e5e7eb" } };
      for (const name of ["xaxis", "yaxis"]) if (copy[name] && copy[name].gridcolor) copy[name].gridcolor = "#374151";
    }
    return copy;
  };
  try {
    if (plots.length) {
      const packed = atob(document.getElementById("plotly").textContent.trim());
      const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      const code = await new Response(stream).arrayBuffer();
      const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        Object.assign(script, { src: url, onload: resolve, onerror: reject });
        document.head.append(script);
      });
      const draw = async () => {
        for (const plot of plots) {
          const figure = JSON.parse(plot.previousElementSibling.textContent);
          await Plotly.react(plot, figure.data, themed(figure.layout), { displayModeBar: false, responsive: true });
        }
      };
      await draw();
      dark.addEventListener("change", draw);
    }
    for (const numbers of document.querySelectorAll("details.numbers")) numbers.open = false;
    root.classList.add("ready");
  } catch (error) {
    root.classList.add("failed", "ready");
    console.error(error);
  }
})();
