// From a citation to its passage in the article pane.

// From a mark in a reply, or from a key fact, to what it points at in the article. Left to itself, a
// browser would reload a page that was opened with a query (Gradio sets <base>), and the
// conversation would be lost.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#passage-"]');
  if (!link) return;
  event.preventDefault();
  const [, article, start, end] = link.getAttribute("href").match(/^#passage-(\w+)-(\d+)-(\d+)$/);
  window.khulasa.showPassage(article, Number(start), Number(end), link.closest("#chat") && link);
});

// Bring article.text[start:end] to the middle of its pane, and highlight exactly that. The article's
// elements stay as they are: the highlight is a range beside them. An article that is not open is
// left alone. The mark in a reply that leads there, if one does, can be gone back to.
window.khulasa.showPassage = (article, start, end, mark) => {
  const text = document.getElementById(`text-${article}`);
  if (!text) return;
  window.khulasa.showArticle(article);
  const passage = new Range();
  const [first, last] = [placeOf(text, start), placeOf(text, end - 1)];
  passage.setStart(first.node, first.index);
  passage.setEnd(last.node, last.index + last.length);
  CSS.highlights?.set("passage", new Highlight(passage));
  const pane = document.getElementById("article-text");
  if (mark && stacked.matches && !fits(passage, pane)) consult(mark);
  const [there, frame] = [passage, pane].map((each) => each.getBoundingClientRect());
  pane.scrollTop += there.top - frame.top - Math.max(0, (frame.height - there.height) / 2);
  pane.scrollIntoView({ block: "nearest" }); // on a phone, where the page scrolls as one
};

// What was looked up for an earlier reply, or in another article, is of no more interest.
window.khulasa.forgetPassage = () => {
  CSS.highlights?.clear();
  document.getElementById("article-pane").classList.remove("consulted");
};

// On a phone the article stands above the conversation, in a low pane. A passage that is looked up
// from far below gets more room, and a button that leads back.
const stacked = matchMedia("(max-width: 768px)");
const chatTop = () => document.getElementById("chat-pane").getBoundingClientRect().top;
let left; // the mark that was followed, and where the conversation was then

function fits(passage, pane) {
  const { top, bottom, height } = pane.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && passage.getBoundingClientRect().height <= height;
}

function consult(mark) {
  left = { mark, top: chatTop() };
  document.getElementById("article-pane").classList.add("consulted");
}

window.khulasa.backToReply = (button) => {
  const byKeyboard = button.matches(":focus-visible");
  document.getElementById("article-pane").classList.remove("consulted");
  scrollBy(0, chatTop() - left.top);
  if (byKeyboard) left.mark.focus({ preventScroll: true });
};

// The text node, the index in it and the length of the character at an offset of the article's
// text. Offsets count code points, as Python does; a line that ends within a paragraph is a <br>.
function placeOf(text, offset) {
  const paragraph = [...text.querySelectorAll("[data-start]")].findLast(
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
