// What a page gains where script runs; everything works without it. Texts come from the page's data- attributes.
(() => {
  "use strict";

  // Characters of a text as the server counts them: line ends are one.
  const lengthOf = (control) => Array.from(control.value.replace(/\r\n?/g, "\n").trim()).length;

  const showCount = (line) => {
    const control = document.getElementById(line.dataset.countFor);
    if (!control) return;
    const left = Number(line.dataset.max) - lengthOf(control);
    const text = left < 0 ? line.dataset.overText : line.dataset.left;
    line.textContent = text.replace("{n}", String(Math.abs(left)));
    line.toggleAttribute("data-over", left < 0);
  };

  // A file control speaks the browser's language: a face in the page's lies over it, and it stays what one uses.
  const showFiles = (drop) => {
    const face = drop.querySelector(".v-drop-face");
    const names = Array.from(drop.querySelector("input").files, (file) => file.name);
    const many = names.length > 1 ? `${face.dataset.many.replace("{n}", String(names.length))} ` : "";
    face.querySelector(".v-drop-names").textContent = names.length ? many + names.join(", ") : face.dataset.none;
    face.hidden = false;
    drop.classList.add("has-face");
  };

  const prepare = (root) => {
    root.querySelectorAll(".v-drop").forEach(showFiles);
    root.querySelectorAll("[data-count-for]").forEach(showCount);
    root.querySelectorAll("button[data-copy]").forEach((button) => {
      button.hidden = !navigator.clipboard;
    });
    // A button with data-print prints the page.
    root.querySelectorAll("button[data-print]").forEach((button) => {
      button.hidden = false;
    });
    const first = root.querySelector("[data-focus]");
    if (first) first.focus();
  };

  document.addEventListener("input", (event) => {
    const line = document.querySelector(`[data-count-for="${CSS.escape(event.target.id || "")}"]`);
    if (line) showCount(line);
    const form = event.target.form;
    if (form && form.hasAttribute("data-confirm-unsaved")) form.dataset.changed = "yes";
  });

  document.addEventListener("change", (event) => {
    const drop = event.target.closest(".v-drop");
    if (drop) showFiles(drop);
  });

  document.addEventListener("submit", (event) => {
    delete event.target.dataset.changed;
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
      button.classList.add("is-copied");
    });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("button[data-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.v-menu[open], details.v-confirm[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
})();
