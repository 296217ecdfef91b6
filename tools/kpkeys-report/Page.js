"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Sorting: each head of a column becomes a button.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text.toLowerCase();
  };
  const order = (a, b) =>
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), "en", { numeric: true });
  const sortBy = (head) => {
    const table = head.closest("table");
    const isNumber = head.classList.contains("num");
    const now = head.getAttribute("aria-sort");
    const next = now
      ? now === "ascending" ? "descending" : "ascending"
      : isNumber ? "descending" : "ascending";
    all("th[aria-sort]", table.tHead).forEach((th) => th.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", next);
    const body = table.tBodies[0];
    const sign = next === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => [keyOf(row, head.cellIndex), row]);
    rows.sort((a, b) => sign * order(a[0], b[0]));
    body.append(...rows.map(([, row]) => row));
  };
  for (const head of all("table.sortable thead th")) {
    if (!head.textContent) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sortBy(head));
    head.replaceChildren(button);
  }

  // The filter: all words must be in a row, in any order.
  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  let rows;
  const collectRows = () => all(".row").map((row) => {
    const about = row.querySelector("summary") ?? row;
    const titles = all("[title]", about).map((e) => e.title).join(" ");
    return [row, (about.textContent + " " + titles).toLowerCase()];
  });
  const applyFilter = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!rows && !words.length) return; // large pages have many
    rows ??= collectRows();
    let count = 0, total = 0;
    for (const [row, text] of rows) {
      const isShown = words.every((word) => text.includes(word));
      row.classList.toggle("gone", !isShown);
      if (row.tagName === "DETAILS") {
        total++;
        count += isShown;
      }
    }
    found.textContent = words.length ? `${count} of ${total} functions` : "";
  };
  filter.addEventListener("input", applyFilter);
  filter.closest("[hidden]").hidden = false;
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      filter.focus();
    } else if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      applyFilter();
    }
  });

  // A link to a function opens it.
  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const holder = target?.closest("details");
    if (!holder) return;
    holder.open = true;
    holder.classList.remove("gone");
    holder.scrollIntoView({ block: "start" });
    holder.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  applyFilter();
})();
