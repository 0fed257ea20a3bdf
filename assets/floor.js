/* Runs before everything else, and in every browser, however old: plain ES5. A wall hangs where nobody stands, so it says
   by itself that its browser is too old, or that its page did not start. The floor is Chromium 63: televisions of 2019. */
(function () {
  "use strict";
  var STARTED_WITHIN_MS = 5000; // after the load event, by which every script has run or failed
  var AGAIN_AFTER_MS = 180000;

  /* Chromium 63 was the first with all of these; what is written for it also needs nothing younger. */
  var fit =
    typeof Symbol === "function" && Boolean(Symbol.asyncIterator) &&
    typeof Promise === "function" && typeof Promise.prototype["finally"] === "function" &&
    typeof fetch === "function" && typeof EventSource === "function" && typeof URLSearchParams === "function" &&
    Boolean(window.CSS && CSS.supports) && CSS.supports("display", "grid") && CSS.supports("--a", "0");

  var say = function (words) {
    var notice = document.getElementById("not-started") || document.createElement("div");
    notice.id = "not-started";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    var look = {
      position: "fixed", top: "0", left: "0", width: "100%", height: "100%", zIndex: "99", margin: "0", padding: "15% 10%",
      boxSizing: "border-box", background: "#0e1317", color: "#eef3f6", font: "600 32px/1.4 Arial, sans-serif", textAlign: "center"
    };
    for (var name in look) notice.style[name] = look[name];
    document.documentElement.appendChild(notice);
  };

  if (!fit) {
    window.wallboardTooOld = true;
    document.documentElement.setAttribute("data-link", "old");
    say("This browser is too old for the wall, which needs Chromium 63 or newer (televisions of 2019). Update this screen, or put a small computer behind it.");
    return;
  }

  /* What Dash's scripts take for granted, and Chromium has from 71 and 73 on */
  if (typeof globalThis === "undefined") window.globalThis = window;
  if (!Object.fromEntries) {
    Object.fromEntries = function (pairs) {
      var made = {};
      Array.from(pairs).forEach(function (pair) { made[pair[0]] = pair[1]; });
      return made;
    };
  }

  /* Every page's last script says data-ran. */
  window.addEventListener("load", function () {
    setTimeout(function () {
      if (document.documentElement.hasAttribute("data-ran")) return;
      document.documentElement.setAttribute("data-link", "old");
      say("The wall did not start in this browser: one of its scripts did not come, or did not run. It is tried again every few minutes.");
      setTimeout(function () { location.reload(); }, AGAIN_AFTER_MS);
    }, STARTED_WITHIN_MS);
  });
})();
