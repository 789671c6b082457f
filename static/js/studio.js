/* The flow editor: while a step is named, every list of targets shows the new name. */

document.addEventListener("input", ({ target }) => {
  const key = target.dataset.stepKey;
  if (!key) return;
  for (const option of document.querySelectorAll(`option[data-names="${CSS.escape(key)}"]`)) {
    option.textContent = `${option.dataset.number} ${target.value}`;
  }
});
