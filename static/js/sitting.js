/* Tells the level while it is being chosen. The server computes it again; without this file the page works. */

/** The grades chosen on one card, each with its factor's name and how many grades the factor has. */
function chosen(card) {
  return [...card.querySelectorAll("fieldset.factor[data-named]")].map((factor) => {
    const input = factor.querySelector("input:checked");
    const { named, name } = factor.dataset;
    const scale = factor.querySelectorAll("input[type=radio]").length;
    return { named, name, scale, input, rank: Number(input?.value), mark: input?.dataset.mark };
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
    return { level, text: fill(pattern, { level: level.mark, factors, others: others.join(words.or) }) };
  },
  count(grades, levels, words) {
    const met = grades.filter(({ rank }) => rank === 1);
    const level = reached(levels, met.length);
    const factors = met.map(({ name }) => name).join(words.comma);
    const blanks = { level: level.mark, count: met.length, all: grades.length, factors };
    return { level, text: fill(met.length ? words.met : words.noneMet, blanks) };
  },
  matrix(grades, levels, words) {
    const worth = grades.map(({ scale, rank }) => scale + 1 - rank);
    const points = worth.reduce((product, one) => product * one, 1);
    const level = reached(levels, points);
    const product = grades.map(({ name }, i) => `${name} ${worth[i]}`).join(" × ");
    return { level, text: fill(words.product, { level: level.mark, product, points }) };
  },
};
RULES.single = RULES.highest;

/** What the chosen grades and floors of one risk point come to, in the words of the page's patterns. */
function sentence(card, { rule, levels, words }) {
  const grades = chosen(card);
  if (grades.some(({ input }) => !input)) return { text: words.missing };
  const told = RULES[rule](grades, levels, words);
  const floors = [...card.querySelectorAll("[data-floor]")].filter(({ checked }) => checked ?? true);
  for (const { dataset } of floors) {
    const level = levels.find(({ rank }) => rank === Number(dataset.floor));
    told.text += words.space + fill(words.floor, { level: level.mark, floor: dataset.name });
    if (level.rank < told.level.rank) told.level = level;
  }
  return told;
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
  const { text, level } = sentence(card, scheme);
  line.textContent = text;
  line.className = level ? `note note-${level.colour}` : "note";
  if (level) line.prepend(shape(level), " ");
}

/** A digit chooses that grade of the factor in focus and goes on to the next one. */
function choose(event) {
  const { target, key, altKey, ctrlKey, metaKey } = event;
  if (!/^[1-9]$/.test(key) || altKey || ctrlKey || metaKey || !target.matches("[type=radio]")) return;
  const factor = target.closest("fieldset.factor");
  const grade = factor.querySelectorAll("input[type=radio]")[key - 1];
  if (!grade) return;
  event.preventDefault();
  grade.click();
  const all = [...form.querySelectorAll("fieldset.factor[data-named]")];
  const next = all[all.indexOf(factor) + 1];
  (next?.querySelector("input:checked") ?? next?.querySelector("input") ?? grade).focus();
}

const form = document.querySelector("form[data-patterns]");
if (form) {
  const scheme = { words: form.dataset, rule: form.dataset.rule };
  scheme.levels = JSON.parse(document.getElementById("levels").textContent);
  for (const card of form.querySelectorAll("[data-card]")) tell(card, scheme);
  form.addEventListener("keydown", choose);
  form.addEventListener("change", ({ target }) => {
    const card = target.closest("[data-card]");
    if (card && target.matches("[type=radio], [data-floor]")) tell(card, scheme);
  });
}
