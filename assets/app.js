/* What every page runs. The content security policy allows scripts and styles of our own files only, so htmx must
   neither evaluate text nor write a style element; the spinner's rules stand in app.css instead. */
import htmx from "htmx.org";

import "./desk/keys.js";
import "./desk/rows.js";
import "./desk/search.js";
import "./desk/session.js";
import "./desk/entry.js";
import "./desk/rehearse.js";
import "./desk/review.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  disableInheritance: true, // hx-* stands on the element that it is about
  historyCacheSize: 0, // pages hold names: none is kept in the browser's storage
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  attributesToSettle: [], // settling writes style attributes, which the policy refuses
});
