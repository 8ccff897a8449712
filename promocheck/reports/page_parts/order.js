"use strict";

// Which findings are shown, and in which order.

const SEARCHED = ["rule", "name", "shop", "sku", "asin", "title", "owner", "fingerprint", "promotions", "also_on"];
const SEARCHED_WORDS = ["called", "message", "window"];

// Every text of an island is looked at once, however many findings say it.
function searcher(part) {
  if (!state.words.length) return () => true;
  part.lower ??= part.texts.map((text) => text.toLowerCase());
  const hits = state.words.map((word) => part.lower.map((text) => text.includes(word)));
  const columns = [...SEARCHED.map((each) => part[each]).filter(Boolean), ...SEARCHED_WORDS.map((each) => part.said[state.language][each])];
  return (i) => hits.every((hit) => columns.some((column) => hit[column[i]]));
}

function matching() {
  const numbers = [];
  rows.forEach((part, which) => {
    const matches = searcher(part);
    part.kind.forEach((kind, i) => {
      if (state.folded && part.same?.[i]) return;
      if (state.kinds.size && !state.kinds.has(settings.kinds[kind])) return;
      if (state.rule && part.texts[part.rule[i]] !== state.rule) return;
      if (matches(i)) numbers.push(which * settings.at_once + i);
    });
  });
  return numbers;
}

// What is not known comes last, whichever way the column is sorted; equals stay in the report's order.
function inOrder(numbers) {
  if (!state.column) return numbers;
  const byWords = headings.find((each) => each.dataset.column === state.column).dataset.by === "words";
  const collator = new Intl.Collator(state.language, { numeric: true });
  const key = byWords ? (n) => name(n, state.column) || null : (n) => value(n, state.column);
  const compare = byWords ? (a, b) => collator.compare(a, b) : (a, b) => a - b;
  const sign = state.down ? -1 : 1;
  return numbers
    .map((n) => ({ n, key: key(n) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.n - b.n;
      return sign * compare(a.key, b.key) || a.n - b.n;
    })
    .map((each) => each.n);
}
