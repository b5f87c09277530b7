// The library's list: made by the server as markup, pressed and typed in here.

window.khulasa.library = (element, trigger, watch) => {
  const row = (node) => node.closest("[data-id]");

  element.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-does]");
    if (!button) return;
    const { does } = button.dataset;
    const { id, kind } = row(button).dataset;
    if (does === "rename") rename(row(button), kind, id);
    else trigger(does === "restore" ? "undo" : does, { kind, id }); // the names that Gradio knows
  });

  element.addEventListener("change", (event) => {
    if (event.target.matches(".pick")) tellPicked();
  });

  function tellPicked() {
    const ids = (boxes) => [...element.querySelectorAll(boxes)].map((box) => row(box).dataset.id);
    trigger("input", { picked: ids(".pick:checked"), listed: ids(".pick") });
  }

  // The title becomes a field; Enter or leaving it renames, Escape does not.
  function rename(item, kind, id) {
    const title = item.querySelector(".title");
    const field = document.createElement("input");
    field.className = "renaming";
    field.dir = "auto";
    field.value = title.textContent;
    field.maxLength = 300;
    field.setAttribute("aria-label", item.querySelector("[data-does=rename]").title);
    const opener = title.closest("button");
    opener.replaceWith(field);
    field.select();
    let over = false;
    const end = (renamed) => {
      if (over) return;
      over = true;
      const words = field.value.trim();
      field.replaceWith(opener);
      if (renamed && words && words !== title.textContent) trigger("edit", { kind, id, title: words });
      else opener.focus();
    };
    field.addEventListener("blur", () => end(true));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") {
        event.preventDefault(); // the drawer stays open
        end(false);
      }
    });
  }

  // Dates in the reader's own time zone and the page's language.
  function date() {
    const language = document.documentElement.lang === "ar" ? "ar-u-nu-latn" : "en-GB";
    const day = new Intl.DateTimeFormat(language, { dateStyle: "long" });
    for (const time of element.querySelectorAll("time")) {
      time.textContent = day.format(new Date(time.dateTime));
    }
  }

  // What stays of an earlier list, stays ticked or not as it was.
  function tick() {
    for (const box of element.querySelectorAll(".pick")) box.checked = box.defaultChecked;
  }

  watch("value", () => {
    tick();
    date();
  });
  date();
};
