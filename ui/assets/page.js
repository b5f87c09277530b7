// What Gradio leaves to the page: its language and direction, and what is pressed within markup.

window.khulasa = {
  // The page, and everything in it that follows the page, in Arabic or English.
  async show(language) {
    const root = document.documentElement;
    root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
    root.classList.add("khulasa-shown");
    nameParts();
    (await gradioLocale)?.set(language);
  },

  // The same, and at every later visit (ui.strings.LANGUAGE_COOKIE).
  choose(language) {
    document.cookie = `khulasa-language=${language}; path=/; max-age=31536000; samesite=lax`;
    this.show(language);
  },

  // Save a file that the server made (ui.downloads).
  save(file) {
    if (!file) return;
    const bytes = Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0));
    const href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    Object.assign(document.createElement("a"), { href, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  },

  // Tell the server what was pressed within markup; set by the page's #actions once it is there.
  act: undefined,
};

// Gradio's own words follow the language that its module holds, at first the browser's. The module
// is loaded already; importing it again gives that same one.
const gradioLocale = (async () => {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  for (const url of loaded.filter((name) => /\/runtime-[^/]*\.js$/.test(name))) {
    for (const store of Object.values(await import(url))) {
      let value;
      if (store?.subscribe && store?.set) store.subscribe((now) => (value = now))();
      if (typeof value === "string") return store;
    }
  }
})();

// A button within markup says by its class what it does: "act-NAME" or "act-NAME-ARGUMENT-…".
// Gradio's sanitizer would drop data attributes.
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button.act");
  const does = pressed?.className.match(/\bact-(\S+)/)?.[1];
  if (!does) return;
  const [name, ...given] = does.split("-");
  if (name === "copy") window.khulasa.copy(pressed);
  else if (name === "model") window.khulasa.toggle("model");
  else window.khulasa.act?.(name, { given });
});

// Key facts begin open where there is room for them, and stay as the reader leaves them, although
// Gradio closes them whenever it writes them anew.
let factsOpen = matchMedia("(min-width: 769px)").matches;

document.addEventListener("click", (event) => {
  const summary = event.target.closest("#key-facts summary");
  if (summary) factsOpen = !summary.parentElement.open;
});

// What screen readers call parts of the page to which Gradio gives no name in the page's language;
// what scrolls can be scrolled with the keyboard.
let names = {};
window.khulasa.names = (table) => (names = table);

function nameParts() {
  for (const [selector, name] of Object.entries(names[document.documentElement.lang] ?? {})) {
    const part = document.querySelector(selector);
    if (part && part.getAttribute("aria-label") !== name) part.setAttribute("aria-label", name);
  }
  const text = document.getElementById("article-text");
  if (text && !text.hasAttribute("tabindex")) {
    text.tabIndex = 0;
    text.setAttribute("role", "region");
  }
}

// Gradio gives each radio button a name of its own, and another one when it is chosen: arrow keys
// would not go from one to the next.
function groupRadios() {
  for (const radio of document.querySelectorAll('fieldset[id] input[type="radio"]')) {
    const group = radio.closest("fieldset").id;
    if (radio.name !== group) radio.name = group;
  }
}

new MutationObserver(() => {
  nameParts();
  groupRadios();
  // Gradio labels each message with its source text, which here is markup: a screen reader would
  // read that out in place of the message.
  for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) {
    message.removeAttribute("aria-label");
  }
  if (factsOpen) document.querySelector("#key-facts details:not([open])")?.setAttribute("open", "");
}).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-label", "name", "open"] });
