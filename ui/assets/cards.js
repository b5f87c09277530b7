// Cards: what a mark leads to, or what a flag warns of, while the pointer or the focus is on it.

let anchor, card;

function showCard(next) {
  if (next === anchor) return;
  anchor?.removeAttribute("aria-describedby");
  card?.hidePopover();
  card?.removeAttribute("id");
  anchor = next;
  card = next?.closest(".mark, .flag").nextElementSibling;
  if (!card?.matches(".card")) return (anchor = card = undefined);
  // What the sanitizer would have dropped.
  card.popover = "manual";
  card.id = "card";
  card.setAttribute("role", "tooltip");
  anchor.setAttribute("aria-describedby", "card");
  card.showPopover();
  placeCard();
}

// Above its anchor, or below where there is no room, and within the window on either side.
function placeCard() {
  const [there, size] = [anchor, card].map((each) => each.getBoundingClientRect());
  const margin = 8;
  const middle = there.left + there.width / 2 - size.width / 2;
  const left = Math.min(Math.max(middle, margin), innerWidth - size.width - margin);
  const above = there.top - size.height - margin;
  card.style.left = `${left}px`;
  card.style.top = `${above > margin ? above : there.bottom + margin}px`;
}

// The focus may have scrolled its anchor into sight: a card goes along, unless that goes out of it.
function followAnchor() {
  if (!anchor) return;
  const there = anchor.getBoundingClientRect();
  const frame = anchor.closest("#chat .bubble-wrap")?.getBoundingClientRect();
  const [top, bottom] = [Math.max(0, frame?.top), Math.min(innerHeight, frame?.bottom)];
  if (there.bottom > top && there.top < bottom) placeCard();
  else showCard((focused = undefined));
}

// The anchor that has the focus, until its card is put away. What moves under a resting pointer
// does not put it away.
let focused;
const anchorAt = (event) => event.target.closest?.("#chat .mark a, .flag");

document.addEventListener("mouseover", (event) => {
  if (event.target.closest?.(".card")) return; // its words can be selected
  showCard(anchorAt(event) ?? focused);
});
document.addEventListener("focusin", (event) => showCard((focused = anchorAt(event))));
document.addEventListener("focusout", () => showCard((focused = undefined)));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") showCard((focused = undefined));
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.(".card")) return;
  // A mark that is followed shows the passage itself, which its card would cover.
  showCard((focused = event.target.closest?.(".flag")));
});
document.addEventListener("scroll", followAnchor, true);
