/* What the server answers to the flow editor, put in its place: nothing typed, no caret and no scroll is lost. */

import { fieldsOf, mark, partOf, stepOf } from "./studio-table.js";

const PARTS = ["rows", "drawing", "studio-bar", "studio-undo", "studio-notes"];
// After these the server says where the work goes on; after the others one stays where one is.
const LEADING = new Set(["add", "before", "after", "split", "merge", "remove", "way", "basis"]);

const byId = (id) => document.getElementById(id);
const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

/** Say something to whoever listens instead of looking; the same words twice are said twice. */
export function announce(words) {
  const place = byId("announcer");
  place.textContent = place.textContent === words ? `${words}\u00a0` : words;
}

/** What the table holds, to tell later what was typed since. */
export const valuesNow = () => new Map([...fieldsOf(byId("rows"))].map(([id, field]) => [id, valueOf(field)]));

function setValue(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) field.value = value;
}

/** Put the parts of an answer in their places; focus, caret, scroll and what was typed since stay. */
export function exchange(html, job, sent, name) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const before = fieldsOf(byId("rows"));
  const active = document.activeElement;
  const isStill = active === sent.focus || active === document.body;
  const at = { id: active.id, field: partOf(active, before), caret: [active.selectionStart, active.selectionEnd] };
  const typed = [...before].filter(([id, field]) => sent.values.has(id) && valueOf(field) !== sent.values.get(id));
  const notes = byId("studio-notes")?.textContent.trim();
  const scroll = document.querySelector("#drawing .chart-scroll");
  const [left, top] = [scroll?.scrollLeft ?? 0, scroll?.scrollTop ?? 0];
  for (const part of PARTS.map((id) => fresh.getElementById(id))) if (part) byId(part.id)?.replaceWith(part);
  const after = fieldsOf(byId("rows"));
  for (const [id, field] of typed) if (after.has(id)) setValue(after.get(id), valueOf(field));
  takeName(job, sent, name);
  byId("discard")?.toggleAttribute("hidden", !document.querySelector("#studio-bar .saved"));
  document.querySelector("#drawing .chart-scroll")?.scrollTo(left, top);
  const said = byId("studio-notes")?.textContent.trim();
  if (said && said !== notes) announce(said);
  if (!active.isConnected || (isStill && LEADING.has(job.verb))) lead(job, at, after, isStill);
  mark();
}

/** Undo and redo may bring another name of the chart. */
function takeName({ verb }, sent, field) {
  const told = byId("studio-bar")?.dataset.name;
  if (!["undo", "redo", "reset"].includes(verb) || told === undefined || field.value !== sent.name) return;
  field.value = told;
}

/** Lead the focus on, at once: a letter typed after this must land where it belongs. */
function lead({ verb, key }, at, after, isStill) {
  const wanted = document.querySelector("#rows [data-focus]");
  wanted?.removeAttribute("data-focus");
  const same = after.get(at.field) ?? (at.id && byId(at.id));
  if (isStill && LEADING.has(verb) && wanted) return (newest(verb, key) ?? wanted).focus();
  if (!same) return (wanted ?? stepOf(key)?.querySelector("textarea") ?? byId("rows").querySelector("textarea"))?.focus();
  same.focus({ preventScroll: true });
  if (at.caret[0] != null && same.setSelectionRange) same.setSelectionRange(...at.caret);
  same.closest("[data-step]")?.scrollIntoView({ block: "nearest" });
}

/** The empty way or legal basis that was asked for. */
function newest(verb, key) {
  const name = { way: "-to", basis: "-law" }[verb];
  return name && [...(stepOf(key)?.querySelectorAll(`[name$="${name}"]`) ?? [])].at(-1);
}

/** Say what was done: in the server's words, else in those of what asked or of the table. */
export function tell(answer, { verb, key, words: own }) {
  const trigger = answer.headers.get("HX-Trigger") ?? "";
  const told = trigger.startsWith("{") && JSON.parse(trigger).announce;
  if (told || own) return announce(told || own);
  const words = byId("rows").dataset[`said${verb[0].toUpperCase()}${verb.slice(1)}`];
  const step = LEADING.has(verb) ? document.activeElement.closest("[data-step]") : stepOf(key);
  if (words) announce(words.replace("{n}", Number((step?.id ?? "").replace("row-", "")) + 1));
}
