// Fills the big screen from server-sent events. Figures come as whole numbers and stay whole.
"use strict";

const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const area = (dm2) => `${count(Math.trunc(dm2 / 100))}.${String(dm2 % 100).padStart(2, "0")} ㎡`;

function show(told) {
  for (const bar of document.querySelectorAll("[data-measure]")) {
    const { part, whole } = told.measures[bar.dataset.measure];
    bar.querySelector("[data-said]").textContent = bar.dataset.measure === "area" ? area(part) : count(part);
    const tenths = whole ? Math.trunc((part * 1000) / whole) : 0;
    bar.querySelector("[data-percent]").textContent = `${Math.trunc(tenths / 10)}.${tenths % 10}%`;
    bar.querySelector("[data-fill]").setAttribute("width", String(tenths));
  }
  document.querySelector("[data-reached]").hidden = !told.reached;
  document.querySelector("[data-over]").hidden = told.state !== "closed";
}

if (document.body.dataset.state !== "closed") {
  const events = new EventSource(document.body.dataset.events);
  const lost = document.querySelector("[data-lost]");
  events.addEventListener("tally", (event) => {
    const told = JSON.parse(event.data);
    lost.hidden = true;
    show(told);
    if (told.state === "closed") events.close();
  });
  events.addEventListener("error", () => {
    lost.hidden = false;
  });
}
