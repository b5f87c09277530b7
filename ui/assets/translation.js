// The translation beside the article: a second column, row by row.

{
  const panel = (article) => document.getElementById(`text-${article}`);
  const hidden = new Set(); // articles whose translation the reader has put away
  const markup = new WeakMap(); // what was put into an element
  let columns = []; // the latest from the server

  // What is pressed, in the controls or beside a paragraph that failed.
  window.khulasa.translation = (tell) => {
    document.getElementById("article-pane").addEventListener("click", (event) => {
      const button = event.target.closest("[data-does]");
      if (!button) return;
      const { article } = button.closest("[data-article]").dataset;
      const { does, paragraph, kind } = button.dataset;
      if (does === "toggle") {
        if (!hidden.delete(article)) hidden.add(article);
      } else {
        if (does === "translate") hidden.delete(article);
        tell[does](article, kind ?? Number(paragraph ?? 0));
      }
      arrange(article);
    });
  };

  // Put everything in its place that is not there yet.
  window.khulasa.translated = (latest = columns) => {
    columns = latest ?? [];
    for (const { article, head, cells, running } of columns) {
      const text = panel(article);
      if (!text) continue;
      put(text, "head", head, "afterbegin");
      const pairs = text.querySelectorAll(".pair");
      pairs.forEach((row, at) => put(row, "translation", cells[at] ?? "", "beforeend"));
      text.classList.toggle("translating", running);
      arrange(article);
    }
  };

  // A menu closes when something else is pressed, and with Escape.
  const close = (event) => {
    const menu = document.querySelector("#article-pane .menu[open]");
    if (!menu || (event.type === "click" && event.target.closest("summary"))) return;
    if (event.type === "keydown" && event.key !== "Escape") return;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  };
  for (const type of ["click", "keydown"]) document.addEventListener(type, close);

  function put(parent, kind, content, where) {
    let element = parent.querySelector(`:scope > .${kind}`);
    if (!content) return element?.remove();
    if (!element) {
      element = Object.assign(document.createElement("div"), { className: kind });
      parent.insertAdjacentElement(where, element);
    }
    if (markup.get(element) === content) return;
    markup.set(element, content);
    element.innerHTML = content;
  }

  function arrange(article) {
    const translated = columns.find((each) => each.article === article)?.head;
    panel(article)?.classList.toggle("side-by-side", Boolean(translated) && !hidden.has(article));
    const toggle = `#translation [data-article="${article}"] [data-does=toggle]`;
    document.querySelector(toggle)?.setAttribute("aria-pressed", !hidden.has(article));
  }
}
