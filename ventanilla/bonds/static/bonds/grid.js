// What an annex filled in online gains where script runs: cells copied from a spreadsheet are pasted as cells, with
// rows added for them. Texts come from the page's data- attributes.
(() => {
  "use strict";

  const rowsOf = (text) => text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));

  const put = (control, text) => {
    const wanted = text.trim();
    if (control.tagName === "SELECT") {
      const option = Array.from(control.options).find((choice) => choice.text.toLowerCase() === wanted.toLowerCase());
      control.value = option ? option.value : control.appendChild(new Option(wanted)).value;
    } else {
      control.value = wanted;
    }
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // A row is numbered at the end of each of its names.
  const addRow = (body) => {
    const number = String(body.rows.length + 1);
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    row.querySelectorAll(".usa-error-message").forEach((error) => error.remove());
    row.querySelectorAll(".b-wrong").forEach((cell) => cell.classList.remove("b-wrong"));
    row.querySelectorAll("input, select").forEach((control) => {
      ["id", "name", "aria-label"].forEach((name) => {
        control.setAttribute(name, control.getAttribute(name).replace(/\d+$/, number));
      });
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
      control.value = "";
    });
    const button = row.querySelector("button");
    button.value = number;
    button.lastElementChild.textContent = button.lastElementChild.textContent.replace(/\d+/, number);
    row.cells[0].lastChild.textContent = number;
    body.appendChild(row);
    body.closest("form").elements.rows.value = number;
  };

  document.addEventListener("paste", (event) => {
    const cell = event.target.closest(".b-grid tbody td");
    const rows = rowsOf(event.clipboardData ? event.clipboardData.getData("text/plain") : "");
    if (!cell || (rows.length === 1 && rows[0].length === 1)) return;
    event.preventDefault();
    const body = cell.closest("tbody");
    const frame = cell.closest(".b-grid-wrap");
    const first = cell.parentElement.sectionRowIndex;
    if (first + rows.length > Number(frame.dataset.most)) {
      window.alert(frame.dataset.tooMany);
      return;
    }
    while (body.rows.length < first + rows.length) addRow(body);
    rows.forEach((texts, down) => texts.forEach((text, right) => {
      const target = body.rows[first + down].cells[cell.cellIndex + right];
      const control = target && target.querySelector("input, select");
      if (control) put(control, text);
    }));
  });
})();
