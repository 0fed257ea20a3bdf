/* On paper a chart is as wide as the page: its drawing is told its own size, so that style can make it another. */
"use strict";

addEventListener("beforeprint", () => {
  for (const svg of document.querySelectorAll(".desk svg.main-svg")) {
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  }
});
