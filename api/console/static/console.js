// Draws the charts of a page from the data that stands in it; the table beside each says the same.
"use strict";

function bars(place) {
  const told = JSON.parse(place.dataset.chart);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const colours = ["#0b5cad", "#8a4b00", "#5b6b7a", "#176b3a"];
  chart.setOption({
    animation: false,
    color: colours,
    aria: { enabled: false },
    legend: told.series.length > 1 ? { top: 0 } : undefined,
    grid: { left: 8, right: 24, top: told.series.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
    xAxis: { type: "value", max: told.max, axisLabel: { formatter: told.percent ? "{value}%" : "{value}" } },
    yAxis: { type: "category", inverse: true, data: told.names },
    series: told.series.map((each) => ({
      type: "bar",
      name: each.name,
      data: each.values,
      stack: told.stacked ? "all" : undefined,
      label: { show: !told.stacked, position: "right", formatter: told.percent ? "{c}%" : "{c}" },
      markLine: each.line
        ? { symbol: "none", silent: true, lineStyle: { color: "#a61b1b", width: 2 }, label: { formatter: each.line.label }, data: [{ xAxis: each.line.at }] }
        : undefined,
    })),
  });
  addEventListener("resize", () => chart.resize());
}

addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-chart]")) bars(place);
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
  for (const radio of document.querySelectorAll("[data-fills]")) {
    radio.addEventListener("click", () => {
      document.getElementById(radio.dataset.fills).value = radio.dataset.text;
    });
  }
});
