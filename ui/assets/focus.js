// Where the focus goes when what has it goes away with what it did, or is written anew by Gradio:
// to what a reader without a mouse expects next, and not to the beginning of the page.

{
  const reply = (button) => `#chat .${button.className.match(/act-\S+/)[0]}`;
  const entry = (id) => `#library-list [data-id="${id}"] [data-does=select]`;
  let rated; // the thumb that a note belongs to
  let deleted; // the entry of the library that can be brought back

  // What has the focus, and what gets it afterwards: the first that can have it.
  const AFTER = [
    ["#chat button.act", (button) => [reply(button)]],
    ["#note-panel", () => [rated]],
    ["#summary", () => ["#stop", "#summary"]],
    ["#send, .example", () => ["#stop", "#send"]],
    ["#stop", () => ["#send"]],
    ["#new-conversation, #editing", () => ["#question textarea"]],
    ["#cancel", () => ["#change-article"]],
    ["#opener", () => ["#article-text"]],
    ["#article-tabs button", () => ["#article-tabs [aria-selected=true]", "#article-text"]],
    ["#library [data-id] *", (part) => [entry(part.closest("[data-id]").dataset.id)]],
    ["#undo", () => [entry(deleted)]],
  ];

  // What is pressed, and what then comes forward and gets the focus.
  const OPENS = {
    "#change-article": "#pasted textarea",
    "#chat [class*=act-like-]": "#note :is(textarea, input)",
    "#chat [class*=act-edit-]": "#question textarea",
    "#library-list [data-does=delete]": "#undo",
  };

  // Where Escape presses a button.
  const LEAVES = {
    "#opener": "#cancel",
    "#note-panel": "#skip-note",
    "#composer": "#stop-editing",
  };

  const usable = (selector) => {
    const found = document.querySelector(selector);
    return found && !found.disabled && found.checkVisibility() ? found : null;
  };
  const of = (table, node) =>
    Object.entries(table).find(([selector]) => node.closest?.(selector))?.[1];

  // Whoever has no keyboard would get one that covers half the screen.
  const onScreen = matchMedia("(pointer: coarse)");

  let after = [];
  let opened;

  function leaveFrom(node) {
    const [selector, next] = AFTER.find(([each]) => node.closest?.(each)) ?? [];
    after = next?.(node.closest(selector)) ?? [];
  }

  function settle() {
    const forward = opened && usable(opened);
    if (forward) {
      opened = undefined;
      forward.focus({ preventScroll: forward.closest("#composer") !== null });
    } else if (document.activeElement === document.body) {
      const next = after.map(usable).find(Boolean);
      if (!(onScreen.matches && next?.matches("textarea"))) next?.focus({ preventScroll: true });
    }
  }

  document.addEventListener("focusin", (event) => leaveFrom(event.target));
  document.addEventListener("pointerdown", (event) => leaveFrom(event.target));
  document.addEventListener("keydown", (event) => {
    opened = undefined;
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const leave = usable(of(LEAVES, event.target) ?? "#none");
    if (!leave) return;
    leaveFrom(leave);
    leave.click();
  });
  document.addEventListener("click", (event) => {
    const { target } = event;
    opened = of(OPENS, target);
    const thumb = target.closest?.("#chat [class*=act-like-]");
    if (thumb) rated = reply(thumb);
    const gone = target.closest?.("#library-list [data-does=delete]");
    if (gone) deleted = gone.closest("[data-id]").dataset.id;
    settle();
  });
  // A button that is disabled loses the focus only with the next picture, and no event tells of it.
  let later;
  new MutationObserver(() => {
    settle();
    clearTimeout(later);
    later = setTimeout(settle, 50);
  }).observe(document, { subtree: true, childList: true });
}
