// Panels that come in from the side of the page: the library, the model's settings. Each is a
// popover, so that Escape, a click beside it and the way back of the focus are the browser's own.

window.khulasa.drawer = (panel, opener, name) => {
  const button = () => document.getElementById(opener);
  const drawer = document.getElementById(panel);
  drawer.popover = "auto";
  drawer.setAttribute("role", "dialog");
  drawer.setAttribute("aria-labelledby", name);
  drawer.addEventListener("toggle", (event) => {
    button().setAttribute("aria-expanded", event.newState === "open");
    // Gradio leaves this out of password fields.
    for (const field of drawer.querySelectorAll("[type=password]")) field.autocomplete = "off";
    if (event.newState === "open") drawer.querySelector("input, button")?.focus();
  });
};

// A button that opens a drawer closes it again. A press on it has closed the drawer already when it
// comes to a click: what counts is how the drawer stood when the button was pressed.
let openAtPress;
document.addEventListener("pointerdown", () => (openAtPress = document.querySelector(":popover-open")), true);
document.addEventListener("keydown", () => (openAtPress = undefined), true);

window.khulasa.toggle = (panel) => {
  const drawer = document.getElementById(panel);
  if (openAtPress !== drawer) drawer.togglePopover();
  openAtPress = undefined;
};
