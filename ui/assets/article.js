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
    CSS.highlights?.clear();
    window.khulasa.translated();
    window.khulasa.showArticle();
  };

  document.addEventListener("click", (event) => {
    const tab = event.target.closest("#article-tabs [role=tab]");
    if (tab) window.khulasa.showArticle(tab.dataset.article);
  });

  // Arrows go from tab to tab as they point: to the next one leftwards where Arabic is read.
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest("#article-tabs [role=tab]");
    if (!tab) return;
    const tabs = [...tab.parentElement.children];
    const forward = getComputedStyle(tab.parentElement).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key];
    const at = { Home: 0, End: tabs.length - 1 }[event.key] ?? tabs.indexOf(tab) + step;
    if (Number.isNaN(at)) return;
    event.preventDefault();
    const next = tabs.at(at % tabs.length);
    window.khulasa.showArticle(next.dataset.article);
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
