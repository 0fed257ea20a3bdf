/* The review on a projector: one screen at a time, turned by the keys, with the time that each part of the meeting has
   taken. Where it stands is in the address, and the times are kept for as long as the tab is: a page may be loaded anew. */
"use strict";

(() => {
  const NEXT = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]), BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);
  let root = null, screens = [], here = 0, times = {}, since = 0;

  const key = () => `review-clock:${root.dataset.key}`;
  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key())) || {};
    } catch {
      return {};
    }
  };
  const keep = () => {
    try {
      sessionStorage.setItem(key(), JSON.stringify(times));
    } catch {
      // a browser that keeps nothing shows the times until it is left
    }
  };

  const clock = () => {
    if (!root) return;
    const { block, minutes, planned } = screens[here].dataset;
    const now = performance.now();
    times[block] = (times[block] || 0) + (now - since);
    since = now;
    const seconds = Math.floor(times[block] / 1000);
    const shown = root.querySelector(".clock");
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} · ${planned}`;
    shown.classList.toggle("over", seconds > 60 * Number(minutes));
    keep();
  };

  // by what Dash loaded; where that is still to come, a second later
  const plot = () => {
    for (const at of window.Plotly && root ? screens[here].querySelectorAll("[data-plot]:empty") : []) {
      const { data, layout, config } = JSON.parse(at.dataset.plot);
      window.Plotly.newPlot(at, data, layout, config);
    }
  };

  const show = (nth, focus) => {
    clock();
    here = Math.max(0, Math.min(screens.length - 1, nth));
    screens.forEach((screen, at) => screen.toggleAttribute("data-on", at === here));
    root.querySelector(".at").textContent = `${here + 1} / ${screens.length}`;
    root.querySelector(".turn-back").disabled = here === 0;
    root.querySelector(".turn-on").disabled = here === screens.length - 1;
    history.replaceState(history.state, "", `${location.pathname}${location.search}#${here + 1}`);
    plot();
    if (focus) screens[here].querySelector("h2").focus({ preventScroll: true });
    clock();
  };

  const begin = () => {
    const found = document.querySelector(".screens");
    if (found === root) return;
    root = found;
    if (!root) return;
    screens = [...root.querySelectorAll(".screen")];
    times = kept();
    since = performance.now();
    here = 0;
    root.querySelector(".turn-back").onclick = () => show(here - 1, true);
    root.querySelector(".turn-on").onclick = () => show(here + 1, true);
    show((Number(location.hash.slice(1)) || 1) - 1, true);
  };

  addEventListener("keydown", (event) => {
    if (!root || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape") return root.querySelector(".leave-screens").click();
    const pressed = /^(A|BUTTON|SUMMARY|INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName);
    if (event.key === " " && pressed) return; // it presses what has the focus
    const to = NEXT.has(event.key) ? here + 1 : BACK.has(event.key) ? here - 1 : { Home: 0, End: screens.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to, true);
  });
  setInterval(() => {
    clock();
    plot();
  }, 1000);
  new MutationObserver(begin).observe(document.body, { childList: true, subtree: true });
  begin();
})();
