/* Small helps on the page of a posting. Without this file every act has a page of its own. */

/* ── the form of an act closes where it was opened ── */

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-close]");
  const slot = link?.closest(".comment-slot");
  if (!slot) return;
  event.preventDefault();
  slot.replaceChildren();
  slot.parentElement.querySelector(".row-acts a")?.focus();
});

/* ── leaving part of a comment out: what is marked becomes the sign for it ── */

function offerRedaction(root) {
  for (const field of root.querySelectorAll("[data-redact]")) {
    if (field.dataset.offered) continue;
    field.dataset.offered = "yes";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary redact-help";
    button.textContent = field.dataset.redactLabel;
    button.addEventListener("click", () => {
      const { selectionStart: from, selectionEnd: to } = field;
      if (from === to) return field.focus();
      field.setRangeText(field.dataset.redact, from, to, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    field.after(button);
  }
}

document.addEventListener("htmx:afterSwap", ({ detail }) => offerRedaction(detail.target));
offerRedaction(document);

/* ── after an act: what left the list is gone, and the next thing to do is at hand ── */

let acted = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const comment = detail.target.closest(".comment");
  acted = comment && { id: comment.id, next: comment.nextElementSibling };
});

document.addEventListener("htmx:afterRequest", () => {
  if (!acted) return;
  let comment = document.getElementById(acted.id);
  // What is told of it stands on another list by now; an answer being typed is kept.
  if (comment && !comment.querySelector("[id^=told-], .answer-draft")) {
    comment.remove();
    comment = null;
  }
  const next = acted.next?.matches(".comment") ? acted.next : null;
  acted = null;
  if (document.activeElement !== document.body) return;
  const first = (comment ?? next)?.querySelector(".row-acts :is(button, a)");
  (first ?? document.getElementById("comments-title"))?.focus({ preventScroll: true });
});

/* ── printing the slip ── */

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
