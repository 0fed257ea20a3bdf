/* Stands in the page itself and runs before everything else, in every browser, however old: plain ES5. A wall hangs where
   nobody stands. So it says by itself that its browser is too old, or that its page did not come through, and then loads
   the page anew, for as long as it takes. The floor is Chromium 63: televisions of 2019. It is loaded as a file too, for
   browsers that run no script which stands in a page (before Chromium 40). */
(function () {
  "use strict";
  if (window.wallboardFloor) return;
  var PAUSES_S = [5, 15, 30, 60]; // before the page is loaded anew; the last one again and again
  var RAN_WITHIN_MS = 5000; // after the load event, by which every script has come or failed
  var COMES_WITHIN_MS = 30000; // nothing more came, or nothing is drawn: longer with each try, for slow ways
  var ANSWER_WITHIN_MS = 10000; // a way that takes longer is better left to what is under way
  var TRIES = "wallboard-anew";
  var root = document.documentElement;

  /* Chromium 63 was the first with all of these; what is written for it also needs nothing younger. */
  var fit =
    typeof Symbol === "function" && Boolean(Symbol.asyncIterator) &&
    typeof Promise === "function" && typeof Promise.prototype["finally"] === "function" &&
    typeof fetch === "function" && typeof EventSource === "function" && typeof URLSearchParams === "function" &&
    Boolean(window.CSS && CSS.supports) && CSS.supports("display", "grid") && CSS.supports("--a", "0");

  /* What this page says, in its reader's language: the page carries it, each text by the English one. */
  var texts = {};
  try { texts = JSON.parse(root.getAttribute("data-words") || "{}"); } catch (none) { /* then it says it in English */ }
  var _ = (window.wallboardSays = function (text, values) {
    return (texts[text] || text).replace(/\{(\w+)\}/g, function (all, name) { return values && name in values ? values[name] : all; });
  });

  /* A number of things. Languages with more than two forms say the second one for all but one thing. */
  window.wallboardSaysMany = function (one, many, n) { return _(n === 1 ? one : many, { n: n }); };

  var notice = null;
  var say = function (words) {
    if (!notice) {
      notice = document.createElement("div");
      notice.id = "not-started";
      notice.setAttribute("role", "alert");
      var look = {
        position: "fixed", top: "0", left: "0", width: "100%", height: "100%", zIndex: "99", margin: "0", padding: "15% 10%",
        boxSizing: "border-box", background: "#0e1317", color: "#eef3f6", font: "600 32px/1.4 Arial, sans-serif", textAlign: "center"
      };
      for (var name in look) notice.style[name] = look[name];
    }
    if (notice.textContent !== words) notice.textContent = words;
    if (notice.parentNode !== root) root.appendChild(notice);
  };
  var hush = function () {
    if (notice && notice.parentNode) notice.parentNode.removeChild(notice);
  };

  /* `drawn` is told by a board's live.js: whether what it has to show has a place on the page. */
  var floor = (window.wallboardFloor = { drawn: null });
  if (!fit) {
    window.wallboardTooOld = true;
    root.setAttribute("data-link", "old");
    say(_("This browser is too old for the wall, which needs Chromium 63 or newer (televisions of 2019). Update this screen, or put a small computer behind it."));
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

  /* ---- what has come of the page */
  var cameAt = performance.now(); // the newest of its files
  var loadedAt = null;
  var lost = false; // a script
  var plain = false; // a style
  var threw = false;
  var isFile = function (at, kind) { return Boolean(at && at.nodeName === kind); };
  document.addEventListener("load", function () { cameAt = performance.now(); }, true);
  document.addEventListener("error", function (event) {
    if (isFile(event.target, "LINK") && event.target.rel === "stylesheet") plain = true;
    else if (isFile(event.target, "SCRIPT") && event.target.src.indexOf("/assets/floor.js") < 0) lost = true;
  }, true);
  window.addEventListener("error", function () { threw = true; });
  window.addEventListener("load", function () { loadedAt = performance.now(); });

  var tries = function () {
    try { return Number(sessionStorage.getItem(TRIES)) || 0; } catch (none) { return PAUSES_S.length; }
  };
  var remember = function (n) {
    try { sessionStorage.setItem(TRIES, String(n)); } catch (none) { /* then each pause is the longest */ }
  };

  var late = function (ran) {
    var now = performance.now();
    if (!ran && loadedAt !== null) return now - loadedAt > RAN_WITHIN_MS;
    return now - cameAt > COMES_WITHIN_MS * Math.min(4, 1 + tries());
  };

  /* Dash says so of some answers; of others it waits for ever, and only the browser knows what came of them: nothing, or a
     proxy's word that the server is away (which browsers tell since Chromium 109; older ones wait until it is late). */
  var unanswered = false;
  var isDashs = /\/_dash-(layout|dependencies)$/;
  if (window.PerformanceObserver)
    new PerformanceObserver(function (list) {
      list.getEntries().forEach(function (one) {
        if (isDashs.test(one.name) && (one.decodedBodySize === 0 || one.responseStatus >= 400)) unanswered = true;
      });
    }).observe({ entryTypes: ["resource"] });

  /* What is wrong with the page, in words; "" while nothing is. Every page's last script says data-ran. */
  var wrong = function () {
    var ran = root.hasAttribute("data-ran");
    if (floor.drawn) {
      cameAt = performance.now();
      return "";
    }
    var failed = lost || unanswered || document.querySelector("._dash-error");
    if (!failed && !((!ran || floor.drawn === false) && late(ran))) return "";
    if (threw && !lost && !ran && loadedAt !== null) return _("The wall did not start in this browser: one of its scripts did not come whole, or does not run.");
    return root.hasAttribute("data-board") ? _("The board did not come through yet.") : _("This page did not come through yet.");
  };

  /* ---- loading it anew, but only when it is really there: a wall must not be left on the browser's own error page */
  var dueAt = null;
  var asking = false;
  var look = function () {
    asking = true;
    dueAt = null;
    var asked = new XMLHttpRequest();
    asked.onload = function () {
      var sentOn = asked.status === 401 || (asked.status === 200 && asked.responseURL.split("?")[0] !== location.href.split(/[?#]/)[0]);
      var whole = asked.status === 200 && asked.responseText.indexOf("wallboardFloor") > 0 && /<\/html>\s*$/.test(asked.responseText);
      if ((sentOn || whole) && (plain || wrong())) location.reload();
    };
    asked.onloadend = function () { asking = false; };
    asked.open("GET", location.href);
    asked.timeout = ANSWER_WITHIN_MS;
    asked.send();
  };

  setInterval(function () {
    var words = wrong();
    if (!words) hush();
    if (!words && !plain) {
      dueAt = null;
      var there = floor.drawn || (root.hasAttribute("data-ran") && !root.hasAttribute("data-board"));
      if (there && tries()) remember(0);
      return;
    }
    var now = performance.now();
    if (dueAt === null && !asking) {
      var n = tries();
      dueAt = now + 1000 * PAUSES_S[Math.min(n, PAUSES_S.length - 1)] * (0.9 + 0.2 * Math.random());
      remember(n + 1);
    }
    if (words) {
      if (!root.hasAttribute("data-ran")) root.setAttribute("data-link", "dead");
      say(words + " " + (asking ? _("It is being loaded anew.") : _("It is loaded anew by itself in {n} s.", { n: Math.max(1, Math.ceil((dueAt - now) / 1000)) })));
    }
    if (dueAt !== null && now >= dueAt) look();
  }, 1000);
})();
