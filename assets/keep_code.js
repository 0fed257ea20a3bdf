/* Whoever comes by the picture on a TV and signs in first finds its code filled in afterwards. */
"use strict";

if (/^#[0-9A-Za-z-]{8,9}$/.test(location.hash)) sessionStorage.setItem("wallboard-code", location.hash.slice(1));
