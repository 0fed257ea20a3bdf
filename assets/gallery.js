/* Puts into the page the tiles that it carries as text (layouts/wall/gallery), in the theme that somebody chooses. */
"use strict";

(() => {
  const drawn = ([name, attributes, ...parts]) => {
    const at = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute === "style") for (const [property, said] of Object.entries(value)) at.style.setProperty(property, said);
      else if (value !== false) at.setAttribute(attribute, value === true ? "" : value);
    }
    for (const part of parts) at.append(typeof part === "string" ? part : drawn(part));
    return at;
  };
  const put = () => {
    for (const at of document.querySelectorAll("[data-drawn]:empty")) at.append(drawn(JSON.parse(at.dataset.drawn)));
  };
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("button[data-theme]");
    if (!chosen || !document.getElementById("gallery")) return;
    document.getElementById("gallery").className = `theme-${chosen.dataset.theme}`;
    for (const each of document.querySelectorAll("button[data-theme]")) each.setAttribute("aria-pressed", String(each === chosen));
  });
  new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
  put();
})();
