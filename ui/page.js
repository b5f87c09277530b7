// What Gradio leaves to the page: its language and direction, and links within it.

window.khulasa = {
  // The page, and everything in it that follows the page, in Arabic or English.
  show(language) {
    const root = document.documentElement;
    root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
    root.classList.add("khulasa-shown");
  },

  // A newly opened article is read from its beginning.
  begin() {
    CSS.highlights?.clear();
    document.getElementById("article-text").scrollTop = 0;
  },
};

// From a mark in a reply, or from a key fact, to what it points at in the article. Left to itself, a
// browser would reload a page that was opened with a query (Gradio sets <base>), and the
// conversation would be lost.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#passage-"]');
  if (!link) return;
  event.preventDefault();
  const [start, end] = link.getAttribute("href").match(/\d+/g).map(Number);
  showPassage(start, end);
});

// Bring article.text[start:end] to the middle of its pane, and highlight exactly that. The article's
// elements stay as they are: the highlight is a range beside them.
function showPassage(start, end) {
  const passage = new Range();
  const [first, last] = [placeOf(start), placeOf(end - 1)];
  passage.setStart(first.node, first.index);
  passage.setEnd(last.node, last.index + last.length);
  CSS.highlights?.set("passage", new Highlight(passage));
  const pane = document.getElementById("article-text");
  const [there, frame] = [passage, pane].map((each) => each.getBoundingClientRect());
  pane.scrollTop += there.top - frame.top - Math.max(0, (frame.height - there.height) / 2);
  pane.scrollIntoView({ block: "nearest" }); // on a phone, where the page scrolls as one
}

// The text node, the index in it and the length of the character at an offset of the article's
// text. Offsets count code points, as Python does; a line that ends within a paragraph is a <br>.
function placeOf(offset) {
  const paragraph = [...document.querySelectorAll("#article-text [data-start]")].findLast(
    (each) => Number(each.dataset.start) <= offset,
  );
  let left = offset - Number(paragraph.dataset.start);
  const nodes = document.createTreeWalker(paragraph);
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    const characters = node.nodeType === Node.TEXT_NODE ? [...node.data] : [];
    if (left < characters.length) {
      const index = characters.slice(0, left).join("").length;
      return { node, index, length: characters[left].length };
    }
    left -= node.nodeName === "BR" ? 1 : characters.length;
  }
}

// Key facts begin open where there is room for them, and stay as the reader leaves them, although
// Gradio closes them whenever it writes them anew.
let factsOpen = matchMedia("(min-width: 769px)").matches;

document.addEventListener("click", (event) => {
  const summary = event.target.closest("#key-facts summary");
  if (summary) factsOpen = !summary.parentElement.open;
});

let questions = 0;

new MutationObserver(() => {
  // Gradio labels each message with its source text, which here is markup: a screen reader would
  // read that out in place of the message.
  for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) {
    message.removeAttribute("aria-label");
  }
  if (factsOpen) document.querySelector("#key-facts details:not([open])")?.setAttribute("open", "");
  // A new question goes to the top, so that its reply is read from the beginning.
  const asked = document.querySelectorAll("#chat .user-row");
  if (asked.length > questions) asked[asked.length - 1].scrollIntoView({ block: "start" });
  questions = asked.length;
}).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-label", "open"] });
