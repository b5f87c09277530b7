// Copying a reply: its text, and under it the passages that it cites.

window.khulasa.copy = async (button) => {
  const reply = button.closest(".reply");
  const said = reply.querySelector(".said").cloneNode(true);
  for (const card of said.querySelectorAll(".card, .flag")) card.remove();
  said.querySelectorAll("p, li, h3, h4, h5, h6, tr").forEach((block) => block.append("\n"));
  const quotes = [...reply.querySelectorAll(".sources li")].map(
    (item) => `[${item.value}] ${item.textContent.trim()}`,
  );
  const text = [said.textContent.trim().replace(/\n{2,}/g, "\n"), ...quotes].join("\n\n");
  await navigator.clipboard.writeText(text);
  const told = document.getElementById("told");
  told.textContent = told.dataset.copied;
  setTimeout(() => (told.textContent = ""), 4000);
};

// The choices of a summary are folded away until they are asked for.
window.khulasa.unfold = () => {
  const unfolded = document.getElementById("summary-options").classList.toggle("unfolded");
  document.getElementById("summary-more").setAttribute("aria-expanded", unfolded);
};
