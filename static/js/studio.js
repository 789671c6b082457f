/* The flow editor. Without it every button still works by loading the page again.
 *
 * Requests go out one after the other, in the order of what was done, and the one that fails is
 * tried again; an answer waits while an input method composes; what was typed since a request went
 * out is put back into its answer. That order is why this file asks by itself and not by attributes.
 */

import { announce, exchange, tell, valuesNow } from "./studio-answer.js";
import { stepOf } from "./studio-table.js";

const form = document.getElementById("studio");
const trouble = document.getElementById("studio-trouble");
const PATIENCE = 500;
const AGAIN = 10_000;
const LONGEST = 60_000;

const jobs = [];
let running = false;
let composing = false;
let leaving = false;
let saving = null; // the button that saves once all has been sent
let changes = 0; // counts what is typed; `kept` is how far the server knows
let kept = 0;
let typing;
let retry;

/** On a chart's own page the server keeps the draft; where a power is added it only draws it. */
const isKept = () => Boolean(document.getElementById("studio-bar"));

/* ── asking ── */

/** Ask for an operation on a step (by its key), after all that was asked before; `words` are said once it is done. */
export function ask(verb, key = "", words = "") {
  clearTimeout(typing);
  const waits = jobs.slice(running ? 1 : 0);
  const same = verb === "redraw" && waits.find((job) => job.verb === "redraw" && job.key === key);
  if (!same) jobs.push({ verb, key, words });
  else if (words) same.words = words;
  run();
}

function keep() {
  if (changes > kept && !composing && !leaving) ask("redraw");
}

async function run() {
  if (running || retry || leaving) return;
  // Undo goes back from what is seen, so that is told first.
  if (["undo", "redo"].includes(jobs[0]?.verb) && changes > kept) jobs.unshift({ verb: "redraw", key: "" });
  const job = jobs[0];
  if (!job) return rest();
  const operation = operationOf(job);
  if (!operation) {
    jobs.shift();
    return run();
  }
  running = true;
  form.dataset.busy = "";
  const sent = { changes, values: valuesNow(), name: form.elements.name?.value, focus: document.activeElement };
  const isDone = await send(job, operation, sent).finally(() => {
    running = false;
    delete form.dataset.busy;
  });
  if (isDone) run();
}

/** All has been sent: what was typed meanwhile follows, or the saving that waited. */
function rest() {
  if (saving && changes === kept) {
    const button = saving;
    saving = null;
    leaving = true;
    form.requestSubmit(button);
  } else if (changes > kept) {
    clearTimeout(typing);
    typing = setTimeout(keep, saving ? 0 : PATIENCE);
  }
}

/** The value of the pressed button, with the place where the step stands by now. */
function operationOf({ verb, key }) {
  if (!key || verb === "redraw") return verb;
  const step = stepOf(key);
  return step && `${verb}:${step.id.replace("row-", "")}`;
}

/** Send one request; true where the next may follow. */
async function send(job, operation, sent) {
  const target = job.verb === "redraw" && !job.key ? "drawing" : "rows";
  // Not as multipart: the server reads that many times slower.
  const body = new URLSearchParams(new FormData(form));
  body.set("do", operation);
  const headers = { "HX-Request": "true", "HX-Target": target };
  let answer, html;
  try {
    answer = await fetch(location.href, { method: "POST", body, headers, signal: AbortSignal.timeout(LONGEST) });
    html = await answer.text();
  } catch {
    return later("lost");
  }
  if (answer.redirected) return later("signedOut");
  if (answer.status >= 500) return later("fault");
  if (!answer.ok) return refused(job, answer.status, html);
  // What answers in the server's stead, as a hotel's network does, has no drawing.
  if (!html.includes('id="drawing"')) return later("lost");
  while (composing) await new Promise((done) => document.addEventListener("compositionend", () => setTimeout(done), { once: true }));
  jobs.shift();
  kept = Math.max(kept, sent.changes);
  if (!trouble.hidden) relieved();
  exchange(html, job, sent, form.elements.name);
  tell(answer, job);
  if (changes === kept) delete form.dataset.unkept;
  if (changes === kept && isKept()) form.dispatchEvent(new Event("draft:kept", { bubbles: true }));
  return true;
}

/* ── trouble ── */

function say(words) {
  trouble.textContent = words;
  trouble.hidden = false;
  announce(words);
}

/** Try again in a while, and as soon as the browser is back. */
function later(what) {
  if (leaving) return false; // the browser dropped the request itself
  if (trouble.textContent !== trouble.dataset[what]) say(trouble.dataset[what]);
  saving = null;
  retry = setTimeout(resume, AGAIN);
  return false;
}

async function resume() {
  if (!retry) return;
  clearTimeout(retry);
  if (trouble.textContent === trouble.dataset.signedOut) await renew();
  retry = null;
  run();
}

/** After signing in anew the form needs the new sign-in's token. Tells whether it has one, or null while signed out. */
async function renew() {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.redirected) return null;
  const page = answer?.ok ? await answer.text() : "";
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#studio [name=csrfmiddlewaretoken]");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  return Boolean(fresh);
}

/** The server will not have it. A new sign-in may have made the token old: that is mended first. */
async function refused(job, status, html) {
  saving = null;
  if (status === 403 && !job.isRenewed) {
    job.isRenewed = true;
    const isRenewed = await renew();
    if (isRenewed) return true;
    if (isRenewed === null) return later("signedOut");
  }
  jobs.length = 0;
  const reason = new DOMParser().parseFromString(html, "text/html").querySelector("main .note")?.textContent.trim() ?? "";
  const words = { 404: trouble.dataset.gone, 409: trouble.dataset.stale }[status] ?? trouble.dataset.refused;
  say(words.replace("{reason}", reason || status));
  return false;
}

function relieved() {
  trouble.hidden = true;
  trouble.textContent = "";
  announce(isKept() ? trouble.dataset.again : trouble.dataset.drawn);
}

/* ── what starts it ── */

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name === "do" && !button.hasAttribute("hx-post")) {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return announce(button.dataset.nothing);
    const isOfStep = /:\d+$/.test(button.value);
    ask(button.value.split(":")[0], isOfStep ? button.closest("[data-step]").dataset.step : "");
  } else if (!leaving && isKept() && (running || retry || changes > kept)) {
    // First the draft, so that a lost connection shows here and takes nothing along.
    event.preventDefault();
    saving = button ?? form.querySelector("button:not([name])") ?? document.querySelector('button[form="studio"]:not([name])');
    if (retry) resume();
    else if (!running) ask("redraw");
  } else {
    leaving = true;
  }
});

/** Where a power is added, its other fields are not drawn. */
const isDrawn = (field) => field.form === form && (isKept() || Boolean(field.closest("#rows")));

document.addEventListener("input", ({ target, isComposing }) => {
  if (!isDrawn(target)) return;
  changes += 1;
  form.dataset.unkept = "";
  clearTimeout(typing);
  if (!isComposing) typing = setTimeout(keep, PATIENCE);
});

document.addEventListener("change", ({ target }) => {
  if (!isDrawn(target) || leaving) return;
  // A decision wants two ways, an end none: the line itself is laid out anew.
  if (target.name.endsWith("-kind")) ask("redraw", target.closest("[data-step]").dataset.step);
  else if (target.id === "lanes") ask("redraw", "", target.selectedOptions[0].text);
  else keep();
});

document.addEventListener("focusout", ({ target }) => {
  if (target.form === form) keep();
});

document.addEventListener("compositionstart", () => {
  composing = true;
  clearTimeout(typing);
});

document.addEventListener("compositionend", () => {
  composing = false;
  typing = setTimeout(keep, PATIENCE);
});

document.addEventListener("visibilitychange", () => (document.hidden ? keep() : resume()));
window.addEventListener("online", resume);
window.addEventListener("pageshow", () => (leaving = false));
