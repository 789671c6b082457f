/* The flow editor. Without it every button still works; nothing is written but by Save. */

/* While a step is named, every list of targets shows the new name. */
document.addEventListener("input", ({ target }) => {
  const key = target.dataset.stepKey;
  if (!key) return;
  for (const option of document.querySelectorAll(`option[data-names="${CSS.escape(key)}"]`)) {
    option.textContent = `${option.dataset.number} ${target.value}`;
  }
});

/* Enter in a step's name inserts the next step; elsewhere it does nothing. */
document.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey } = event;
  if (key !== "Enter" || ctrlKey || metaKey || target.tagName !== "INPUT" || !target.closest("#studio")) return;
  event.preventDefault();
  if (target.dataset.stepKey && !event.isComposing) target.closest("li").querySelector("[data-insert]").click();
});

/* After a button exchanged the rows, go on in the row it made or moved. */
document.addEventListener("htmx:afterSettle", () => {
  const wanted = document.querySelector("#rows [data-focus]");
  if (!wanted) return;
  wanted.removeAttribute("data-focus");
  wanted.focus();
});
