// Cards: what a mark leads to, or what a flag warns of, while the pointer or the focus is on it.

let card;

function showCard(anchor) {
  const next = anchor?.closest(".mark, .flag")?.nextElementSibling;
  if (next === card) return;
  card?.hidePopover();
  card = next?.matches(".card") ? next : undefined;
  if (!card) return;
  card.popover = "manual";
  card.showPopover();
  const [there, size] = [anchor.getBoundingClientRect(), card.getBoundingClientRect()];
  const margin = 8;
  const middle = there.left + there.width / 2 - size.width / 2;
  const left = Math.min(Math.max(middle, margin), innerWidth - size.width - margin);
  const above = there.top - size.height - margin;
  card.style.left = `${left}px`;
  card.style.top = `${above > margin ? above : there.bottom + margin}px`;
}

const anchorAt = (event) => event.target.closest?.("#chat .mark a, #chat .flag");

document.addEventListener("mouseover", (event) => {
  if (event.target.closest?.(".card")) return; // its words can be selected
  showCard(anchorAt(event));
});
document.addEventListener("focusin", (event) => showCard(anchorAt(event)));
document.addEventListener("focusout", () => showCard());
document.addEventListener("keydown", (event) => event.key === "Escape" && showCard());
document.addEventListener("scroll", () => showCard(), true);
