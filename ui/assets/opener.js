// Files to be opened: chosen, or dropped anywhere on the article pane. Gradio's own upload button
// would know nothing of those dropped, show nothing while a file is on its way, and say what is too
// large in English only.
//
// element: holds the words for those who drop; its data-most is the largest file, in bytes.
// upload: sends a file.
// tell: what the server is told: that files have arrived, which one is too large or was lost.

window.khulasa.opener = (element, upload, tell) => {
  const pane = document.getElementById("article-pane");
  const chooser = Object.assign(document.createElement("input"), { type: "file", multiple: true });
  const hasFiles = (event) => event.dataTransfer.types.includes("Files");
  const mayOpen = () => !document.querySelector("#change-article:disabled, #open-article:disabled");

  let uploaded = [];
  window.khulasa.chooseFiles = () => chooser.click();
  window.khulasa.uploadedFiles = () => uploaded;

  chooser.addEventListener("change", async () => {
    await send([...chooser.files]);
    chooser.value = ""; // so that the same file can be chosen again
  });

  async function send(files) {
    const { most } = element.querySelector("[data-most]").dataset;
    const tooLarge = files.find((file) => file.size > most);
    if (tooLarge) return tell.tooLarge(tooLarge.name);
    pane.classList.add("sending");
    try {
      const sent = await Promise.all(files.map((file) => upload(file)));
      uploaded = sent.map((file, at) => ({
        ...file,
        orig_name: files[at].name,
        meta: { _type: "gradio.FileData" },
      }));
      tell.arrived();
    } catch {
      tell.lost(files.map((file) => file.name).join(", "));
    }
    pane.classList.remove("sending");
  }

  // A file dropped beside the pane would otherwise take the place of the page, and the conversation
  // would be lost.
  for (const type of ["dragover", "drop"]) {
    window.addEventListener(type, (event) => {
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }
  pane.addEventListener("dragover", (event) => {
    if (!hasFiles(event) || !mayOpen()) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    pane.classList.add("dropping");
  });
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(event.relatedTarget)) pane.classList.remove("dropping");
  });
  pane.addEventListener("drop", (event) => {
    pane.classList.remove("dropping");
    if (!hasFiles(event) || !mayOpen()) return;
    event.preventDefault();
    send([...event.dataTransfer.files]);
  });
};
