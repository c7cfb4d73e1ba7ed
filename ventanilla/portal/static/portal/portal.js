// What the portal's pages gain where script runs; everything works without it.
//
// While the questions that follow from an answer are being fetched one may go on typing: the fragment that arrives
// shows what the server was sent, so what was changed since is put back, and asked about again if others depend on it.
(() => {
  "use strict";

  const FRAGMENT = "form-sections";
  let before = null;

  const controls = (root) => Array.from(root.querySelectorAll("input[name], select[name], textarea[name]"))
    .filter((control) => control.type !== "hidden" && control.type !== "file");

  const keyOf = (control) => (
    control.type === "radio" || control.type === "checkbox" ? `${control.name}=${control.value}` : control.name
  );
  const stateOf = (control) => (control.type === "radio" || control.type === "checkbox" ? control.checked : control.value);

  const read = (root) => new Map(controls(root).map((control) => [keyOf(control), stateOf(control)]));

  const put = (control, state) => {
    if (control.type === "radio" || control.type === "checkbox") control.checked = state;
    else control.value = state;
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id === FRAGMENT) before = read(event.target);
  });

  document.addEventListener("htmx:afterSettle", () => {
    const fragment = document.getElementById(FRAGMENT);
    if (!before || !fragment) return;
    let watched = null;
    controls(fragment).forEach((control) => {
      const state = before.get(keyOf(control));
      if (state === undefined || state === stateOf(control)) return;
      put(control, state);
      if (state && control.closest(".v-watched")) watched = control;
    });
    before = null;
    if (watched) watched.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
