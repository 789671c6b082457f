/* The flow editor's table and drawing in the hand: which field is which, what is marked, keys and clicks. */

const drawing = () => document.getElementById("drawing");
let shown = { keys: [], look: "is-current" };

/** The rows of a step, by the step's key. */
export function stepOf(key) {
  return key ? document.querySelector(`#rows [data-step="${CSS.escape(key)}"]`) : null;
}

/** The fields of a table by the step's key and what they hold: they keep their id when lines move. */
export function fieldsOf(rows) {
  const found = new Map();
  for (const field of rows.querySelectorAll("[data-step] :is(input:not([type=hidden]), select, textarea)")) {
    const base = `${field.closest("[data-step]").dataset.step}.${field.name.replace(/^row-\d+-/, "")}`;
    let nth = 0;
    while (found.has(`${base}.${nth}`)) nth += 1;
    found.set(`${base}.${nth}`, field);
  }
  return found;
}

/** Under which id a field stands among them. */
export function partOf(field, fields) {
  for (const [id, one] of fields) if (one === field) return id;
  return undefined;
}

/* ── from the line to the box ── */

const boxOf = (key) => drawing()?.querySelector(`svg [id="step-${CSS.escape(key)}"]`);

/** Mark steps in the drawing; without any, mark again those that were, after it was drawn anew. */
export function mark(keys = shown.keys, look = shown.look) {
  shown = { keys, look };
  for (const box of drawing().querySelectorAll(".is-current, .is-shown")) box.classList.remove("is-current", "is-shown");
  for (const key of keys) boxOf(key)?.classList.add(look);
}

/** Bring a box into sight inside the drawing's own frame; the page stays where it is. */
function reveal(key) {
  const box = boxOf(key);
  const frame = box?.closest(".chart-scroll");
  if (!frame) return;
  const [inner, outer] = [box.getBoundingClientRect(), frame.getBoundingClientRect()];
  const off = (low, high, from, to) => (low < from ? low - from - 16 : high > to ? high - to + 16 : 0);
  frame.scrollBy(off(inner.left, inner.right, outer.left, outer.right), off(inner.top, inner.bottom, outer.top, outer.bottom));
}

document.addEventListener("focusin", ({ target }) => {
  const key = target.closest("#rows [data-step]")?.dataset.step;
  if (!key) return;
  mark([key], "is-current");
  reveal(key);
});

/* ── from the box to the line; "show me"; menus ── */

function goTo(key) {
  const name = stepOf(key)?.querySelector("textarea");
  name?.focus();
  name?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const { target } = event;
  for (const menu of document.querySelectorAll(".step-menu[open]")) if (!menu.contains(target)) menu.open = false;
  const node = target.closest("#drawing .node");
  // The number of a step is drawn after its box.
  const box = node?.id ? node : node?.previousElementSibling;
  if (box?.id.startsWith("step-")) return goTo(box.id.replace("step-", ""));
  const link = target.closest("#drawing a[data-steps]");
  if (!link) return;
  event.preventDefault();
  const keys = link.dataset.steps.split(" ");
  goTo(keys[0]);
  mark(keys, keys.length > 1 ? "is-shown" : "is-current");
});

/* While a step is named, every list of targets shows the new name. */
document.addEventListener("input", ({ target }) => {
  const step = target.closest("#rows .step-name")?.closest("[data-step]");
  if (!step) return;
  const number = Number(step.id.replace("row-", "")) + 1;
  for (const option of document.querySelectorAll(`#rows [name$="-to"] option[value="${CSS.escape(step.dataset.step)}"]`)) {
    option.textContent = `${number}\u2003\u2003${target.value}`;
  }
});

/* ── keys: each presses a button that can be seen ── */

function press(event, button) {
  if (!button) return;
  event.preventDefault();
  button.click();
}

function buttonOf(target, verb) {
  return target.closest("[data-step]")?.querySelector(`[name=do][value^="${verb}:"]`);
}

/* An input method's Enter, arrows and Ctrl are its own. */
document.addEventListener("keydown", (event) => {
  const { target, key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (event.isComposing || target.form?.id !== "studio") return;
  const command = (ctrlKey || metaKey) && !altKey;
  if (key === "Enter" && !command && ["INPUT", "TEXTAREA"].includes(target.tagName)) {
    event.preventDefault();
    if (target.closest(".step-name")) press(event, buttonOf(target, "after"));
  } else if (altKey && ["ArrowUp", "ArrowDown"].includes(key) && target.tagName !== "SELECT") {
    press(event, buttonOf(target, key === "ArrowUp" ? "up" : "down"));
  } else if (command && key.toLowerCase() === "z") {
    press(event, document.getElementById(shiftKey ? "redo" : "undo"));
  } else if (command && key.toLowerCase() === "y") {
    press(event, document.getElementById("redo"));
  }
});

/* The menu's own mark belongs to no form, so Escape is heard apart. */
document.addEventListener("keydown", ({ target, key, isComposing }) => {
  const menu = key === "Escape" && !isComposing ? target.closest(".step-menu[open]") : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
