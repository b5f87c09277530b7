// Several articles may be open: the pane holds them all, and one is in sight. Going from one to
// another asks nothing of the server.

{
  const pane = () => document.getElementById("article-text");
  const parts = () => [...document.querySelectorAll("#article-pane [data-article]")];
  const places = new Map(); // how far down each article was left
  let inSight; // the id of the article shown

  // Bring an article forward; without an id, the one that was shown, after the server wrote the
  // pane anew, which shows the first.
  window.khulasa.showArticle = (id = inSight) => {
    const open = [...pane().querySelectorAll("[data-article]")].map((text) => text.dataset.article);
    const shown = open.includes(id) ? id : open[0];
    if (shown !== inSight) places.set(inSight, pane().scrollTop);
    for (const part of parts()) {
      const isShown = part.dataset.article === shown;
      if (part.role === "tab") {
        part.ariaSelected = isShown;
        part.tabIndex = isShown ? 0 : -1;
      } else part.hidden = !isShown;
    }
    if (shown !== inSight) pane().scrollTop = places.get(shown) ?? 0;
    inSight = shown;
  };

  // Other articles were opened; they are read from the beginning.
  window.khulasa.opened = () => {
    window.khulasa.forgetPassage();
    window.khulasa.translated();
    window.khulasa.showArticle();
  };

  // The tabs of several articles. close: tells the server which article is to be closed.
  window.khulasa.tabs = (element, close, watch) => {
    const tabs = () => [...element.querySelectorAll("[role=tab]")];

    element.addEventListener("click", (event) => {
      const { article, closes } = event.target.closest("button")?.dataset ?? {};
      if (article) window.khulasa.showArticle(article);
      if (closes) leave(closes);
    });

    // Arrows go from tab to tab as they point: to the next one leftwards where Arabic is read.
    element.addEventListener("keydown", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (!tab) return;
      if (event.key === "Delete") return leave(tab.dataset.article);
      const all = tabs();
      const forward = getComputedStyle(element).direction === "rtl" ? -1 : 1;
      const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key];
      const at = { Home: 0, End: all.length - 1 }[event.key] ?? all.indexOf(tab) + step;
      if (Number.isNaN(at)) return;
      event.preventDefault();
      const next = all.at(at % all.length);
      window.khulasa.showArticle(next.dataset.article);
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    });

    // The next article takes the place of one that is closed while it is shown.
    function leave(article) {
      const ids = tabs().map((tab) => tab.dataset.article);
      const at = ids.indexOf(article);
      if (article === inSight) window.khulasa.showArticle(ids[at + 1] ?? ids[at - 1]);
      close(article);
    }

    watch("value", () => {
      window.khulasa.showArticle();
      if (!element.contains(document.activeElement)) return;
      element.querySelector("[aria-selected=true]")?.focus();
    });
  };
}
