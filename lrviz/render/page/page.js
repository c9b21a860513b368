"use strict";

(() => {
  const drawing = JSON.parse(document.getElementById("drawing").textContent);
  const plot = document.getElementById("plot");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // told apart by people who do not see all colours (Okabe and Ito), and by the dashes too
  const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "ink", "#8c564b"];
  const DASHES = ["solid", "dash", "dashdot", "dot"];
  const STROKES = { solid: "", dash: "8 4", dashdot: "8 3 2 3", dot: "2 3" };
  const HEIGHTS = { rates: 400, gap: 180, momentum: 180 };
  const GAP_BETWEEN = 40;
  const MARGIN = { l: 76, r: 16, t: 32, b: 52 };
  const EXACT = ".11~e";

  // the colours of the style, which depend on the scheme
  const styled = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const colour = (number) => {
    const found = COLOURS[number % COLOURS.length];
    return found === "ink" ? styled("ink") : found;
  };
  const dash = (number) => DASHES[(number + Math.floor(number / COLOURS.length)) % DASHES.length];

  // plotly reads some HTML in names
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const panels = ["rates"];
  if (drawing.differences.length) panels.push("gap");
  if (drawing.lines.some((line) => line.momentum)) panels.push("momentum");

  const perEpoch = drawing.stepsPerEpoch;
  const epochs = perEpoch && drawing.places.map((step) => step / perEpoch);

  // with more, what is shown at a step would cover the whole plot
  const MOST_DIFFERENCES_SHOWN = 6;

  // each trace, and the line that it is hidden with
  const traces = [];
  const owners = [];
  function add(panel, number, values, name, format) {
    const { steps } = drawing.lines[number];
    owners.push(number);
    traces.push({
      type: "scatter",
      mode: values.length === 1 ? "markers" : "lines",
      name: escaped(name),
      x: drawing.places.slice(0, values.length),
      y: values,
      customdata: steps,
      yaxis: axisOf(panel),
      line: { color: colour(number), dash: dash(number), width: panel === "rates" ? 2 : 1.5 },
      marker: { color: colour(number), size: 7 },
      hoverinfo: panel === "gap" && drawing.differences.length > MOST_DIFFERENCES_SHOWN ? "skip" : "all",
      hovertemplate: `%{y:${format}}${steps ? " at step %{customdata:,d}" : ""}`,
      showlegend: false,
    });
  }

  function axisOf(panel) {
    const index = panels.indexOf(panel);
    return index ? `y${index + 1}` : "y";
  }

  drawing.lines.forEach((line, number) => add("rates", number, line.rates, line.short, EXACT));
  drawing.differences.forEach(({ line, gap }) => {
    add("gap", line, gap, `${drawing.lines[line].short} less A`, `+${EXACT}`);
  });
  drawing.lines.forEach((line, number) => {
    if (line.momentum) add("momentum", number, line.momentum, `${line.short}, momentum`, ".12~g");
  });

  const inner = panels.reduce((sum, panel) => sum + HEIGHTS[panel], 0) + GAP_BETWEEN * (panels.length - 1);

  function layout(logarithmic) {
    const found = {
      height: inner + MARGIN.t + MARGIN.b,
      margin: MARGIN,
      paper_bgcolor: styled("paper"),
      plot_bgcolor: styled("paper"),
      font: { color: styled("ink"), family: "system-ui, sans-serif", size: 13 },
      hovermode: "x unified",
      hoversubplots: "axis",
      hoverlabel: { namelength: -1, bgcolor: styled("paper"), bordercolor: styled("faint"), font: { color: styled("ink"), size: 12 } },
      dragmode: "zoom",
      // what a person has zoomed to stays when a curve is hidden
      uirevision: "zoom",
      modebar: { bgcolor: "rgba(0,0,0,0)", color: styled("faint"), activecolor: styled("ink") },
      xaxis: {
        title: { text: drawing.byFraction ? "fraction of the run" : "optimizer updates" },
        anchor: axisOf(panels[panels.length - 1]),
        tickformat: drawing.byFraction ? ".4~g" : ",.10~g",
        hoverformat: drawing.byFraction ? ".4~f" : ",d",
        unifiedhovertitle: { text: hoverTitle() },
        showspikes: true,
        spikemode: "across",
        spikethickness: 1,
        spikedash: "dot",
        spikecolor: styled("faint"),
        gridcolor: styled("rule"),
        zeroline: false,
        range: drawing.window || undefined,
      },
      shapes: drawing.phases.map(({ kind, start, end }) => ({
        type: "rect",
        layer: "below",
        xref: "x",
        yref: "y domain",
        x0: start,
        x1: Math.min(end, drawing.places[drawing.places.length - 1]),
        y0: 0,
        y1: 1,
        fillcolor: styled(kind),
        opacity: 0.1,
        line: { width: 0 },
      })),
    };
    let top = 1;
    panels.forEach((panel) => {
      const bottom = top - HEIGHTS[panel] / inner;
      found[axisOf(panel).replace("y", "yaxis")] = {
        ...axisOfValues(panel, logarithmic),
        domain: [Math.max(0, bottom), top],
        gridcolor: styled("rule"),
        // but a range of another kind of axis would mean something else
        uirevision: String(logarithmic),
        zerolinecolor: panel === "gap" ? styled("ink") : styled("rule"),
      };
      top = bottom - GAP_BETWEEN / inner;
    });
    return found;
  }

  function axisOfValues(panel, logarithmic) {
    if (panel === "gap") return { title: { text: "difference to A" }, tickformat: "+.3~g", zeroline: true };
    if (panel === "momentum") return { title: { text: "momentum" }, tickformat: ".4~g" };
    return {
      title: { text: "learning rate" },
      type: logarithmic ? "log" : "linear",
      rangemode: "tozero",
      exponentformat: "e",
      tickformat: logarithmic ? "" : ".4~g",
    };
  }

  function hoverTitle() {
    if (drawing.byFraction) return "%{x:.4~f} of the run";
    return "step %{x:,d}";
  }

  let logarithmic = drawing.logarithmic;
  const shown = drawing.lines.map(() => true);

  // stands in the hover alone, and nowhere in the plot
  const epoch = epochs && {
    type: "scatter",
    mode: "lines",
    name: "epoch",
    x: drawing.places,
    customdata: epochs,
    line: { width: 0 },
    hovertemplate: "%{customdata:,.4~f}",
    showlegend: false,
  };

  function draw() {
    const first = shown.indexOf(true);
    const above = epochs && first >= 0 ? [{ ...epoch, y: drawing.lines[first].rates }] : [];
    traces.forEach((trace, index) => {
      trace.visible = shown[owners[index]];
      trace.line.color = trace.marker.color = colour(owners[index]);
    });
    Plotly.react(plot, [...above, ...traces], layout(logarithmic), {
      responsive: true,
      displaylogo: false,
      modeBarButtons: [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    });
  }

  function toggle(button, pressed) {
    button.setAttribute("aria-pressed", String(pressed));
  }

  function swatch(number) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const say = (element, attributes) =>
      Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    say(svg, { width: 28, height: 8, "aria-hidden": "true" });
    say(line, { x1: 0, y1: 4, x2: 28, y2: 4, "stroke-width": 2.5, "stroke-dasharray": STROKES[dash(number)] });
    line.style.stroke = COLOURS[number % COLOURS.length] === "ink" ? "var(--ink)" : colour(number);
    svg.append(line);
    return svg;
  }

  const legend = document.getElementById("legend");
  if (drawing.lines.length > 1) {
    drawing.lines.forEach((line, number) => {
      const button = document.createElement("button");
      button.type = "button";
      toggle(button, true);
      button.append(swatch(number), line.name);
      button.addEventListener("click", () => {
        shown[number] = !shown[number];
        toggle(button, shown[number]);
        draw();
      });
      legend.append(button);
    });
  }

  const log = document.getElementById("log");
  toggle(log, logarithmic);
  log.addEventListener("click", () => {
    logarithmic = !logarithmic;
    toggle(log, logarithmic);
    draw();
  });
  document.getElementById("whole").addEventListener("click", () => {
    const axes = ["xaxis", ...panels.map((panel) => axisOf(panel).replace("y", "yaxis"))];
    Plotly.relayout(plot, Object.fromEntries(axes.map((axis) => [`${axis}.autorange`, true])));
  });
  dark.addEventListener("change", draw);

  const remarks = [];
  if (!drawing.whole) {
    remarks.push(
      `${drawing.places.length.toLocaleString("en")} places are drawn, the highest and the lowest of each stretch ` +
        "among them; what is shown at a place is exact.",
    );
  }
  if (drawing.lines.some((line) => line.rates.some((rate) => rate <= 0))) {
    remarks.push("A rate of 0 has no place on a logarithmic axis and is left out there.");
  }
  document.getElementById("remark").textContent = remarks.join(" ");
  draw();
})();
