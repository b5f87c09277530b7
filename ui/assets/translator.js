// The small translator in the drawer: which one to fetch, and what is pressed there.

window.khulasa.translator = (element, tell) => {
  element.addEventListener("click", (event) => {
    const does = event.target.closest("[data-does]")?.dataset.does;
    if (does) tell[does](element.querySelector("select")?.value);
  });

  // What is known of the chosen one, and what it takes to fetch it.
  element.addEventListener("change", (event) => {
    const [chosen] = event.target.selectedOptions;
    for (const about of element.querySelectorAll("[data-model]")) {
      about.hidden = about.dataset.model !== chosen.value;
    }
    element.querySelector("[data-does=get]").textContent = chosen.dataset.get;
  });

  // Another page, or the command line, may have changed what there is.
  document.getElementById("model").addEventListener("toggle", (event) => {
    if (event.newState === "open") tell.look();
  });
};
