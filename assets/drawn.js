/* Puts into the page the parts that it carries as text: layouts/wall/written.py. Needs nothing younger than Chromium 63. */
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
  new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
  put();
})();
