// The page's address names what is open, so that it is open again after a reload.

window.khulasa.place = (props, watch) => {
  watch("value", () => {
    const url = new URL(location);
    const before = url.searchParams.get("conversation");
    for (const key of ["article", "conversation"]) url.searchParams.delete(key);
    for (const [key, value] of new URLSearchParams(props.value)) url.searchParams.set(key, value);
    history.replaceState(null, "", url);
    const conversation = url.searchParams.get("conversation");
    if (conversation && conversation !== before) window.khulasa.follow();
  });
};
