/* Small helps for the staff's pages. Every page works without them. */

const body = document.body;
const announcer = document.getElementById("announcer");

/** Say something to whoever listens instead of looking. */
function announce(words) {
  if (announcer) announcer.textContent = words;
}

/* ── unsaved changes ── */

const unsaved = new Set();

/** Show a form's state at its <… data-save-state>, which stands in the form or names it by data-of. */
function tell(form, words) {
  const places = [form.querySelector("[data-save-state]"), document.querySelector(`[data-save-state][data-of="${form.id}"]`)];
  for (const place of places) if (place) place.textContent = words;
}

function saved(form) {
  unsaved.delete(form);
}

document.addEventListener("input", ({ target }) => {
  // A field may stand outside its form and name it.
  const form = target.form?.matches("[data-watch]") && target.form;
  if (!form || unsaved.has(form)) return;
  unsaved.add(form);
  tell(form, body.dataset.unsaved);
});

// A submit that a script took over has not left the page.
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) saved(event.target);
});

/* The flow editor's draft is on the server, though the chart itself is not saved. */
document.addEventListener("draft:kept", ({ target }) => saved(target));

window.addEventListener("beforeunload", (event) => {
  for (const form of unsaved) if (!form.isConnected) unsaved.delete(form);
  if (unsaved.size) event.preventDefault();
});

/* ── Ctrl+Enter sends the form one is in; Escape closes an open menu ── */

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.target.form ?? event.target.closest("form"))?.requestSubmit();
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.fold[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details.usermenu[open]")) if (!menu.contains(target)) menu.open = false;
});

/* ── how many characters, counted as people count them ── */

function count(field) {
  const used = [...field.value].length;
  const most = Number(field.dataset.count);
  const line = field.parentElement.querySelector(".counter") ?? field.parentElement.appendChild(newCounter());
  line.textContent = body.dataset.counted.replace("{n}", used).replace("{max}", most);
  line.classList.toggle("is-over", used > most);
}

function newCounter() {
  const line = document.createElement("span");
  line.className = "counter";
  return line;
}

function countAll(root) {
  for (const field of root.querySelectorAll("[data-count]")) count(field);
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset.count) count(target);
});

/* ── after a part of the page has been exchanged ── */

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  countAll(detail.target);
  // htmx gives the focus back to a field that kept its id; only what lost it is led on.
  if (document.activeElement !== body) return;
  const wanted = detail.target.querySelector("[data-focus], [aria-invalid=true]");
  wanted?.focus();
});

document.addEventListener("htmx:afterRequest", ({ detail, target }) => {
  const form = target.closest("form");
  // A form with data-draft only asks how its rows look now; it is saved by its button alone.
  if (detail.successful && form && !("draft" in form.dataset) && detail.requestConfig?.verb !== "get") saved(form);
});

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, ({ target }) => {
    const form = target.closest("form");
    if (form) tell(form, body.dataset.notSaved);
    announce(body.dataset.notSaved);
  });
}

/* The server says "saved at 14:03" by the header HX-Trigger: {"announce": "…"}. */
body.addEventListener("announce", ({ detail, target }) => {
  announce(detail.value);
  const form = target.closest("form");
  if (form) tell(form, detail.value);
});

countAll(document);
document.getElementById("error-summary")?.focus();
