/* Tells the level while it is being chosen. The server computes it again; without this file the page works. */

/** The grades chosen on one card, each with its factor's name and how many grades the factor has. */
function chosen(card) {
  return [...card.querySelectorAll("fieldset.factor[data-named]")].map((fieldset) => {
    const input = fieldset.querySelector("input[type=radio]:checked");
    const { named, name } = fieldset.dataset;
    const scale = fieldset.querySelectorAll("input[type=radio]").length;
    return { fieldset, named, name, scale, input, rank: Number(input?.value), mark: input?.dataset.mark };
  });
}

/** The level whose least count or product is reached; the lowest reaches 0. */
function reached(levels, points) {
  return levels.find(({ least }) => points >= least) ?? levels.at(-1);
}

const fill = (pattern, blanks) => pattern.replaceAll(/\{(\w+)\}/g, (all, name) => blanks[name] ?? all);

/** How each rule makes a level of the grades, as riskpoints/rating.py and explaining.py do. */
const RULES = {
  highest(grades, levels, words) {
    const top = Math.min(...grades.map(({ rank }) => rank));
    const decide = grades.filter(({ rank }) => rank === top);
    const rest = grades.filter(({ rank }) => rank > top);
    const marks = new Map(rest.map(({ rank, mark }) => [rank, mark]));
    const others = [...marks].sort(([a], [b]) => a - b).map(([, mark]) => mark);
    const many = (list) => (list.length === 1 ? "One" : "Several");
    const alone = decide.length === 1 ? words.only : words.equal;
    const pattern = rest.length ? words[many(decide).toLowerCase() + many(rest)] : alone;
    const level = levels.find(({ rank }) => rank === top);
    const factors = decide.map(({ named }) => named).join(words.and);
    const text = fill(pattern, { level: level.mark, factors, others: others.join(words.or) });
    return { level, text, decide };
  },
  count(grades, levels, words) {
    const met = grades.filter(({ rank }) => rank === 1);
    const level = reached(levels, met.length);
    const factors = met.map(({ name }) => name).join(words.comma);
    const blanks = { level: level.mark, count: met.length, all: grades.length, factors };
    const decide = met.length ? met : grades;
    return { level, text: fill(met.length ? words.met : words.noneMet, blanks), decide };
  },
  matrix(grades, levels, words) {
    const worth = grades.map(({ scale, rank }) => scale + 1 - rank);
    const points = worth.reduce((product, one) => product * one, 1);
    const level = reached(levels, points);
    const product = grades.map(({ name }, i) => `${name} ${worth[i]}`).join(" × ");
    return { level, text: fill(words.product, { level: level.mark, product, points }), decide: grades };
  },
};
RULES.single = RULES.highest;

/** What the chosen grades and floors of one risk point come to, in the words of the page's patterns. */
function sentence(card, { rule, levels, words }) {
  const grades = chosen(card);
  if (grades.some(({ input }) => !input)) return { text: words.missing, decide: [] };
  const told = RULES[rule](grades, levels, words);
  const floors = [...card.querySelectorAll("[data-floor]")].filter(({ checked }) => checked ?? true);
  for (const { dataset } of floors) {
    const level = levels.find(({ rank }) => rank === Number(dataset.floor));
    told.text += words.space + fill(words.floor, { level: level.mark, floor: dataset.name });
    if (level.rank < told.level.rank) told.level = level;
  }
  return told;
}

/** A reason is asked for where a factor decides; what was written elsewhere stays in sight. */
function ask(card, decide) {
  for (const { fieldset } of chosen(card)) {
    const asked = decide.some((one) => one.fieldset === fieldset);
    const why = fieldset.querySelector("[data-why]");
    const same = fieldset.querySelector("[data-same]");
    const text = why.querySelector("textarea");
    if (!asked && same) same.checked = false;
    text.hidden = Boolean(same?.checked && !text.value);
    why.hidden = !asked && !text.value && !why.querySelector(".invalid-feedback");
    if (same) same.parentElement.hidden = !asked || !above(card, fieldset);
  }
  const floor = card.querySelector("[data-why-floor]");
  const ticked = card.querySelector("input[data-floor]:checked");
  if (floor) floor.hidden = !ticked && !floor.querySelector("textarea").value;
}

/** Whether a reason is asked for, or stands, above a factor. */
function above(card, fieldset) {
  const all = [...card.querySelectorAll("fieldset.factor[data-named]")];
  return all.slice(0, all.indexOf(fieldset)).some((one) => !one.querySelector("[data-why]").hidden);
}

/** The level's shape, as templates/desk/sitting_shape.html draws it. */
function shape({ sign, colour }) {
  const mark = document.createElement("span");
  mark.className = `level ink-${colour}`;
  mark.setAttribute("aria-hidden", "true");
  const inner = mark.appendChild(document.createElement("span"));
  inner.className = "level-shape";
  inner.textContent = sign;
  return mark;
}

function tell(card, scheme) {
  const line = card.querySelector("[data-sentence]");
  const { text, level, decide } = sentence(card, scheme);
  line.textContent = text;
  line.className = level ? `note note-${level.colour}` : "note";
  if (level) line.prepend(shape(level), " ");
  ask(card, decide);
}

/** N goes to the first grade of the next risk point, or to the button that hands in. */
function goOn(target) {
  const cards = [...form.querySelectorAll("[data-card]")];
  const next = cards[cards.indexOf(target.closest("[data-card]")) + 1];
  const input = next?.querySelector("[type=radio]:checked") ?? next?.querySelector("[type=radio]");
  (input ?? form.querySelector(".panel > button.btn-primary")).focus();
}

/** A digit chooses that grade of the factor in focus and goes on to the next one. */
function choose(event) {
  const { target, key, altKey, ctrlKey, metaKey } = event;
  if (altKey || ctrlKey || metaKey || !target.matches("[type=radio], [type=checkbox]")) return;
  if (key === "n" || key === "N") return goOn(target);
  if (!/^[1-9]$/.test(key) || !target.matches("[type=radio]")) return;
  const factor = target.closest("fieldset.factor");
  const grade = factor.querySelectorAll("input[type=radio]")[key - 1];
  if (!grade) return;
  event.preventDefault();
  grade.click();
  const all = [...form.querySelectorAll("fieldset.factor[data-named]")];
  const next = all[all.indexOf(factor) + 1];
  (next?.querySelector("[type=radio]:checked") ?? next?.querySelector("[type=radio]") ?? grade).focus();
}

const form = document.querySelector("form[data-patterns]");
if (form) {
  const scheme = { words: form.dataset, rule: form.dataset.rule };
  scheme.levels = JSON.parse(document.getElementById("levels").textContent);
  for (const card of form.querySelectorAll("[data-card]")) tell(card, scheme);
  for (const line of form.querySelectorAll("[data-keys]")) line.hidden = false;
  form.addEventListener("keydown", choose);
  form.addEventListener("change", ({ target }) => {
    const card = target.closest("[data-card]");
    if (card && target.matches("[type=radio], [type=checkbox]")) tell(card, scheme);
  });
}
