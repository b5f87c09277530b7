// What Gradio leaves to the page: its language and direction, and links within it.

window.khulasa = {
  // The page, and everything in it that follows the page, in Arabic or English.
  show(language) {
    const root = document.documentElement;
    root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
    root.classList.add("khulasa-shown");
  },
};

// From a mark in a reply to its source. Left to itself, a browser would reload a page that was
// opened with a query (Gradio sets <base>), and the conversation would be lost.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!target) return;
  event.preventDefault();
  target.closest("details")?.setAttribute("open", "");
  target.scrollIntoView({ block: "nearest" });
  target.classList.remove("pointed-at");
  void target.offsetWidth; // lets the animation begin again
  target.classList.add("pointed-at");
});

let questions = 0;

new MutationObserver(() => {
  // Gradio labels each message with its source text, which here is markup: a screen reader would
  // read that out in place of the message.
  for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) {
    message.removeAttribute("aria-label");
  }
  // A new question goes to the top, so that its reply is read from the beginning.
  const asked = document.querySelectorAll("#chat .user-row");
  if (asked.length > questions) asked[asked.length - 1].scrollIntoView({ block: "start" });
  questions = asked.length;
}).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
