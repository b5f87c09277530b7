// The table of the glossary: made by the server as markup, written in here, sent back whole.

window.khulasa.glossary = (element, trigger, watch) => {
  const body = () => element.querySelector("tbody");
  let open = false;
  let unsaved; // rows as the reader left them, while the server does not have them

  const fields = (row) => [...row.querySelectorAll("input")];
  const rows = () => [...body().rows].map((row) => fields(row).map((field) => field.value));

  function add(names = []) {
    const row = element.querySelector("template").content.firstElementChild.cloneNode(true);
    body().append(row);
    fields(row).forEach((field, at) => (field.value = names[at] ?? ""));
    number();
    return row;
  }

  function number() {
    [...body().rows].forEach((row, at) => (row.cells[0].textContent = at + 1));
  }

  function remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    number();
    (next?.querySelector("[data-does=delete]") ?? element.querySelector("[data-does=add]")).focus();
  }

  function save() {
    trigger("input", { rows: rows() });
    unsaved = undefined;
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-does]");
    if (event.target.closest("summary")) open = !element.querySelector("details").open;
    if (!button) return;
    const { does } = button.dataset;
    if (does === "save") return save();
    if (does === "add") fields(add())[0].focus();
    if (does === "delete") remove(button.closest("tr"));
    unsaved = rows();
  });
  element.addEventListener("input", () => (unsaved = rows()));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) save();
  });

  // Written anew by the server, it stays open, with what the reader has not saved yet.
  watch("value", () => {
    const details = element.querySelector("details");
    if (details) details.open = open;
    if (!details || !unsaved) return;
    body().replaceChildren();
    unsaved.forEach(add);
  });
};
