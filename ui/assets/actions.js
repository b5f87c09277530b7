// What is done in the page itself: copying a reply, unfolding the choices of a summary.

// A reply's text, and under it the passages that it cites: with its directions for a word
// processor, and as plain text.
window.khulasa.copy = async (button) => {
  const reply = button.closest(".reply");
  const [said, sources] = [".said", ".sources ol"].map((part) =>
    reply.querySelector(part)?.cloneNode(true),
  );
  for (const extra of said.querySelectorAll(".card, .flag")) extra.remove();
  for (const link of said.querySelectorAll(".mark a")) link.replaceWith(link.textContent);
  const html = said.outerHTML + (sources?.outerHTML ?? "");
  const quotes = [...(sources?.children ?? [])].map(
    (item) => `[${item.value}] ${item.innerText.trim()}`,
  );
  await toClipboard([plainText(said), ...quotes].join("\n\n"), html);
  const told = document.getElementById("told");
  told.textContent = told.dataset.copied;
  setTimeout(() => (told.textContent = ""), 4000);
};

// The text of a reply that is not in the page, with the markers of its lists.
function plainText(said) {
  for (const item of said.querySelectorAll("li")) {
    const list = item.parentElement;
    const number = (list.start ?? 1) + [...list.children].indexOf(item);
    (item.querySelector("p") ?? item).prepend(list.matches("ol") ? `${number}. ` : "- ");
  }
  for (const cell of said.querySelectorAll(":is(td, th) + *")) cell.prepend("\t");
  for (const row of said.querySelectorAll("tr")) {
    row.replaceWith(`${row.textContent.replaceAll("\n", "")}\n`);
  }
  for (const block of said.querySelectorAll("p, h3, h4, h5, h6, br, pre")) block.after("\n");
  return said.textContent.trim().replace(/\s*\n/g, "\n");
}

async function toClipboard(text, html) {
  const types = { "text/plain": text, "text/html": html };
  if (navigator.clipboard?.write) {
    const blobs = Object.entries(types).map(([type, data]) => [type, new Blob([data], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }
  // From another machine, over plain HTTP, a page has no other clipboard than this.
  const copy = (event) => {
    event.preventDefault();
    for (const [type, data] of Object.entries(types)) event.clipboardData.setData(type, data);
  };
  document.addEventListener("copy", copy, { once: true });
  document.execCommand("copy");
}

// The choices of a summary are folded away until they are asked for, and when one is.
window.khulasa.unfold = () => fold(document.querySelector("#summary-options.unfolded") !== null);

function fold(folded) {
  document.getElementById("summary-options").classList.toggle("unfolded", !folded);
  document.getElementById("summary-more").setAttribute("aria-expanded", !folded);
}

document.addEventListener("click", (event) => event.target.closest("#summary") && fold(true));

new MutationObserver(() => {
  const more = document.getElementById("summary-more");
  if (more && !more.hasAttribute("aria-expanded")) more.setAttribute("aria-expanded", false);
}).observe(document, { subtree: true, childList: true });
