// Where the reader is in the conversation. The last question is at the top, so that its reply is
// read from the beginning, until the reader goes elsewhere. From then on what is at the top stays
// there when the pane becomes narrower, as it does beside a translation.

{
  const pane = () => document.querySelector("#chat .bubble-wrap");
  const rows = () => [...document.querySelectorAll("#chat .message-row")];
  const topOf = (element) => element.getBoundingClientRect().top;
  // On a phone the page scrolls as one, and where it is is the browser's affair.
  const scrolls = () => pane() && getComputedStyle(pane()).overflowY !== "visible";

  let questions = 0;
  let following = true; // the last question is at the top
  let place; // which message is, and how much of it is above

  function hold() {
    const all = rows();
    if (following) {
      return all.findLast((row) => row.matches(".user-row"))?.scrollIntoView({ block: "start" });
    }
    const row = place && all[place.row];
    if (!row || !scrolls()) return;
    const { width, height } = row.getBoundingClientRect();
    if (width !== place.width && place.above > 0) place.above *= height / place.height;
    Object.assign(place, { width, height });
    pane().scrollTop += topOf(row) - topOf(pane()) + place.above;
  }

  function remember() {
    if (following || !scrolls()) return;
    const top = topOf(pane());
    const all = rows();
    const row = all.findIndex((each) => each.getBoundingClientRect().bottom > top + 1);
    const box = all[row]?.getBoundingClientRect();
    place = box && { row, above: top - box.top, width: box.width, height: box.height };
  }

  // Another conversation was opened: it is read from its last question on.
  window.khulasa.follow = () => {
    following = true;
    hold();
  };

  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    const gone = () => {
      if (!following) return;
      following = false;
      remember();
    };
    window.addEventListener(type, gone, { capture: true, passive: true });
  }
  document.addEventListener("scroll", (event) => event.target === pane() && remember(), true);

  const sizes = new ResizeObserver(hold);
  let watched;
  new MutationObserver(() => {
    const messages = document.querySelector("#chat .message-wrap");
    if (messages && messages !== watched) {
      sizes.disconnect();
      for (const each of [messages, pane()]) sizes.observe(each);
      watched = messages;
    }
    const asked = document.querySelectorAll("#chat .user-row").length;
    if (asked > questions) {
      window.khulasa.forgetPassage();
      window.khulasa.follow();
    }
    questions = asked;
  }).observe(document, { subtree: true, childList: true });
}
