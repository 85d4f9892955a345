// A figure of plotly's widget, whose 5 MB of code reach the page once, whatever the number of figures.

const bundle = (model) => {
  globalThis.cooperationPlotly ??= (async () => {
    const library = await model.widget_manager.get_model(model.get("library").replace("IPY_MODEL_", ""));
    const url = URL.createObjectURL(new Blob([library.get("code")], { type: "text/javascript" }));
    return (await import(url)).default;
  })();
  return globalThis.cooperationPlotly;
};

export default () => {
  let figure;
  const missed = [];
  const note = (model) => () => { if (model.get("_py2js_update")) missed.push(model.get("_py2js_update")); };
  let noting;
  return {
    initialize({ model }) {
      noting = note(model);
      model.on("change:_py2js_update", noting);
    },
    async render(context) {
      const { model } = context;
      if (!figure) {
        figure = (await bundle(model))();
        model.off("change:_py2js_update", noting);
        figure.initialize(context);
        for (const update of missed) model.set("_py2js_update", update); // sent while the code was on its way
      }
      return figure.render(context);
    },
  };
};
