/* A figure's last weeks as a small drawing: layouts/review/spark.py says its places, between 0 and 1. */
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const HIGH = 90, LOW = 10; // of 100: room for what lies at the edge

  const at = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  };
  const y = (place) => HIGH - place * (HIGH - LOW);

  const draw = (holder) => {
    const [values, lower, centre, upper, marked] = JSON.parse(holder.dataset.spark);
    const x = (nth) => (100 * (nth + 0.5)) / values.length;
    const svg = at("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
    if (lower !== null && upper !== null) {
      svg.append(at("rect", { class: "band", x: 0, width: 100, y: y(upper), height: Math.max(1, y(lower) - y(upper)) }));
      svg.append(at("path", { class: "centre", d: `M0 ${y(centre)}H100` }));
    }
    let path = "", joined = false;
    values.forEach((value, nth) => {
      if (value !== null) path += `${joined ? "L" : "M"}${x(nth)} ${y(value)}`;
      joined = value !== null;
    });
    svg.append(at("path", { class: "weeks", d: path }));
    for (const nth of marked) svg.append(at("path", { class: "mark", d: `M${x(nth)} ${y(values[nth])}h0` }));
    holder.append(svg);
  };

  const put = () => document.querySelectorAll("[data-spark]:empty").forEach(draw);
  new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
  put();
})();
