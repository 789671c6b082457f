/* Tells the level while it is being chosen. The server computes it again; without this file the page works. */

/** What the chosen grades of one risk point come to, in the words of the page's patterns. */
function sentence(card, words) {
  const chosen = [...card.querySelectorAll("fieldset.factor")].map((factor) => ({
    name: factor.dataset.named,
    input: factor.querySelector("input:checked"),
  }));
  if (chosen.some(({ input }) => !input)) return { text: words.missing, rank: "" };
  const ranks = chosen.map(({ input }) => Number(input.value));
  const top = Math.min(...ranks);
  const decide = chosen.filter((_, i) => ranks[i] === top);
  const rest = chosen.filter((_, i) => ranks[i] > top);
  const marks = new Map(rest.map(({ input }) => [Number(input.value), input.dataset.mark]));
  const others = [...marks].sort(([a], [b]) => a - b).map(([, mark]) => mark);
  const many = (list) => (list.length === 1 ? "One" : "Several");
  const pattern = rest.length ? words[many(decide).toLowerCase() + many(rest)] : words.equal;
  const text = pattern
    .replaceAll("{level}", decide[0].input.dataset.mark)
    .replaceAll("{factors}", decide.map(({ name }) => name).join(words.and))
    .replaceAll("{others}", others.join(words.or));
  return { text, rank: top };
}

/** The level's shape, as templates/desk/sitting_shape.html draws it. */
function shape(rank) {
  const mark = document.createElement("span");
  mark.className = `level level-${rank}`;
  mark.setAttribute("aria-hidden", "true");
  const inner = mark.appendChild(document.createElement("span"));
  inner.className = "level-shape";
  inner.textContent = { 1: "◆", 2: "▲" }[rank] ?? "●";
  return mark;
}

function tell(card, words) {
  const line = card.querySelector("[data-sentence]");
  const { text, rank } = sentence(card, words);
  line.textContent = text;
  line.className = rank ? `note note-level-${rank}` : "note";
  if (rank) line.prepend(shape(rank), " ");
}

const form = document.querySelector("form[data-patterns]");
if (form) {
  const words = form.dataset;
  for (const card of form.querySelectorAll("[data-card]")) tell(card, words);
  form.addEventListener("change", ({ target }) => {
    const card = target.closest("[data-card]");
    if (card && target.type === "radio") tell(card, words);
  });
}
