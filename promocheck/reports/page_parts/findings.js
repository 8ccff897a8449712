"use strict";

// What the page knows of its findings, by their numbers, and what is asked of them just now.

const $ = (id) => document.getElementById(id);
const parsed = (element) => JSON.parse(element.textContent);
const islands = (name) => [...document.querySelectorAll(`script[data-island=${name}]`)];

const settings = parsed($("settings"));
const rows = islands("rows").map(parsed);
const cards = islands("cards");
const timelines = islands("timelines");

const state = { language: settings.language, words: [], rule: "", kinds: new Set(), column: "", down: false, folded: true };

const island = (n) => rows[Math.floor(n / settings.at_once)];
const at = (n) => n % settings.at_once;
const value = (n, column) => island(n)[column][at(n)];
const name = (n, column) => island(n).texts[value(n, column)];
const said = (n, column) => island(n).texts[island(n).said[state.language][column][at(n)]];
const kind = (n) => settings.kinds[value(n, "kind")];
const labels = () => settings.labels[state.language];
const number = (n) => new Intl.NumberFormat(state.language).format(n);
const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, field) => values[field]);

// Of what is read only where it is wanted, the last island is kept.
function keeping(elements) {
  let kept = { which: -1, island: null };
  return (which) => {
    if (kept.which !== which) kept = { which, island: parsed(elements[which]) };
    return kept.island;
  };
}
const cardsIn = keeping(cards);
const timelinesIn = keeping(timelines);

function cardOf(n) {
  const part = cardsIn(Math.floor(n / settings.at_once));
  const text = (id) => part.texts[id];
  const [when, sums, entries] = part.said[state.language][at(n)];
  return {
    when: text(when),
    sums: sums.map((sum) => sum.map(text)),
    entries: entries.map(([label, lines]) => ({ label: text(label), lines: lines.map(text) })),
  };
}
