// Solves the puzzle on the last page of a comment (ALTCHA 2, PBKDF2): it looks for the number whose
// derived key begins as the puzzle says. Where this cannot run, the comment is taken without it,
// only fewer of them from one network.

const field = document.querySelector("[data-puzzle]");
const state = document.querySelector("[data-proof-state]");
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hexOf = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");

async function derive(asked, counter) {
  const nonce = bytes(asked.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(asked.salt), iterations: asked.cost };
  return hexOf(await crypto.subtle.deriveBits(how, key, asked.keyLength * 8));
}

async function solve(challenge) {
  for (let counter = 0; ; counter += 1) {
    const derivedKey = await derive(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) return { counter, derivedKey };
  }
}

async function prove() {
  const challenge = JSON.parse(field.dataset.puzzle);
  state.textContent = state.dataset.busy;
  field.value = btoa(JSON.stringify({ challenge, solution: await solve(challenge) }));
  state.textContent = state.dataset.done;
}

// Outside a secure context there is no crypto.subtle: then the form goes as it is.
if (field && crypto.subtle) {
  const proved = prove();
  // Pressed too soon, the button waits for the answer and is pressed again; "Change" needs none.
  field.form.addEventListener("submit", async (event) => {
    if (field.value || event.submitter?.value !== "hand-in") return;
    event.preventDefault();
    await proved.catch(() => (field.value = "none"));
    field.form.requestSubmit(event.submitter);
  });
}
