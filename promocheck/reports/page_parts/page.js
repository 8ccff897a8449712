"use strict";

// The table of findings: what it shows is read from the page's data, and set as text, never as markup.

const $ = (id) => document.getElementById(id);
const parsed = (element) => JSON.parse(element.textContent);
const islands = (name) => [...document.querySelectorAll(`script[data-island=${name}]`)];

const settings = parsed($("settings"));
const rows = islands("rows").map(parsed);
const cards = islands("cards");
const timelines = islands("timelines");
const headings = [...document.querySelectorAll("#table thead th")];
const AT_ONCE = 100; // rows that are made at a time
const PRINTED = 500; // findings that go on paper, all open
const PAPER = 640; // pixels of a timeline on it

const state = { language: settings.language, words: [], rule: "", kinds: new Set(), column: "", down: false };
let found = []; // the numbers of the findings that are shown, in order
let made = 0; // how many of them have a row by now
let printing = false;

// --- what is known of a finding, by its number

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

// --- making elements

function element(tag, classes, ...content) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.append(...content); // strings become text
  return made;
}

// A date stays on one line; between two the line may break.
const DATE = /(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [^\s,;]+)/;
const dated = (text) => text.split(DATE).map((part) => (DATE.test(part) ? element("span", "date", part) : part));

// --- which findings, in which order

const SEARCHED = ["rule", "name", "shop", "sku", "asin", "title", "owner", "fingerprint", "promotions"];
const SEARCHED_WORDS = ["called", "message", "window"];

// Every text of an island is looked at once, however many findings say it.
function searcher(part) {
  if (!state.words.length) return () => true;
  part.lower ??= part.texts.map((text) => text.toLowerCase());
  const hits = state.words.map((word) => part.lower.map((text) => text.includes(word)));
  const columns = [...SEARCHED.map((each) => part[each]), ...SEARCHED_WORDS.map((each) => part.said[state.language][each])];
  return (i) => hits.every((hit) => columns.some((column) => hit[column[i]]));
}

function matching() {
  const numbers = [];
  rows.forEach((part, which) => {
    const matches = searcher(part);
    part.kind.forEach((kind, i) => {
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

// --- rows and cards

function row(n) {
  const toggle = element("button", "toggle", said(n, "called"));
  toggle.type = "button";
  toggle.setAttribute("aria-expanded", "false");
  const cells = {
    kind: [toggle],
    rule: [element("b", "", name(n, "rule")), " ", element("span", "", name(n, "name"))],
    sku: [element("b", "", name(n, "sku")), ...small(name(n, "asin"), name(n, "shop"))],
    title: [element("span", "", name(n, "title")), ...small(said(n, "message"))],
    start: dated(said(n, "window")),
    stacked: [said(n, "stacked")],
    floor: [said(n, "floor")],
    gap: [said(n, "gap")],
    loss: [said(n, "loss")],
    promotions: [name(n, "promotions")],
    owner: [name(n, "owner")],
  };
  const line = element("tr", `finding ${kind(n)}`);
  line.dataset.finding = n;
  for (const { dataset } of headings) {
    const cell = element("td", dataset.column, ...cells[dataset.column]);
    if (cell.textContent) cell.dataset.label = labels()[dataset.column]; // where the screen is too narrow for a head
    line.append(cell);
  }
  return line;
}

const small = (...lines) => lines.filter(Boolean).map((line) => element("small", "", line));

function card(n) {
  const { when, sums, entries } = cardOf(n);
  const body = element("div", "card", element("p", "message", said(n, "message")));
  if (when) body.append(element("p", "when", ...dated(when)));
  const columns = element("div", "columns");
  if (sums.length) columns.append(arithmetic(sums));
  columns.append(listed(entries));
  body.append(columns, ...timeline(n));
  const cell = element("td", "", body);
  cell.colSpan = headings.length;
  const line = element("tr", "opened", cell);
  line.id = `card-${n}`;
  return line;
}

function* timeline(n) {
  const which = value(n, "timeline");
  if (which === null) {
    if (settings.timelines_left && name(n, "sku")) {
      yield element("p", "quiet", filled(labels().not_drawn, { n: number(settings.timelines) }));
    }
    return;
  }
  const part = timelinesIn(Math.floor(which / settings.timelines_at_once));
  const text = (id) => part.texts[id];
  const drawn = part.timelines[which % settings.timelines_at_once];
  const said = drawn.said[state.language];
  const width = printing ? PAPER : Math.max(Math.min($("table").clientWidth - 60, 1200), 300);
  const wrong = { start: value(n, "start"), end: value(n, "end") };
  const note = [text(said.zone), labels().not_to_scale, ...said.left.map(text)].join("; ");
  yield element("figure", "", timelineOf(drawn, said, text, wrong, labels(), width), legend(note));
}

function legend(note) {
  const signs = ["runs", "may_run", "price_line", "floor_line", "wrong"];
  const list = signs.map((each) => element("span", "", element("i", each), labels()[each]));
  return element("figcaption", "", ...list, element("span", "quiet", note));
}

function arithmetic(sums) {
  const body = element("tbody", "");
  for (const [sign, label, amount, currency, note] of sums) {
    const line = element("tr", sign === "=" ? "left" : "", element("td", "", sign), element("th", "", label));
    line.lastChild.scope = "row";
    line.append(element("td", "amount", amount), element("td", "", currency), element("td", "", note));
    body.append(line);
  }
  return element("table", "sums", element("caption", "", labels().arithmetic), body);
}

function listed(entries) {
  const list = element("dl", "entries");
  for (const { label, lines } of entries) {
    const classes = label === labels().fix ? "fix" : "";
    list.append(element("dt", classes, label), ...lines.map((line) => element("dd", classes, line)));
  }
  return list;
}

function open(line) {
  const toggle = line.querySelector(".toggle");
  if (toggle.getAttribute("aria-expanded") === "true") return;
  toggle.setAttribute("aria-expanded", "true");
  line.after(card(Number(line.dataset.finding)));
  toggle.setAttribute("aria-controls", line.nextSibling.id);
}

function close(line) {
  const toggle = line.querySelector(".toggle");
  if (toggle.getAttribute("aria-expanded") === "false") return;
  toggle.setAttribute("aria-expanded", "false");
  toggle.removeAttribute("aria-controls");
  line.nextSibling.remove();
}

// --- the table as a whole

function show() {
  found = inOrder(matching());
  made = 0;
  $("rows").replaceChildren();
  $("table").hidden = !found.length;
  const counted = filled(labels().count, { shown: number(found.length), n: number(settings.findings) });
  $("count").textContent = found.length || !settings.findings ? counted : `${counted}. ${labels().nothing}`;
  for (const heading of headings) {
    const sorted = heading.dataset.column === state.column;
    heading.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
  }
  $("sort").value = state.column;
  $("reset").hidden = !(state.words.length || state.rule || state.kinds.size || state.column);
  make(AT_ONCE);
}

function make(some) {
  const next = found.slice(made, made + some);
  $("rows").append(...next.map(row));
  made += next.length;
  const left = found.length - made;
  $("more").hidden = !left;
  $("more").firstChild.textContent = filled(labels().more, { n: number(Math.min(left, AT_ONCE)) });
}

function sortBy(column, down = false) {
  state.column = column;
  state.down = down;
  show();
}

// --- words of the page in its language

function translate() {
  document.documentElement.lang = state.language;
  for (const each of document.querySelectorAll("[data-language]")) each.hidden = each.dataset.language !== state.language;
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = labels()[each.dataset.word];
  document.title = document.querySelector("[data-language]:not([hidden]) .verdict").textContent;
  $("search").placeholder = labels().search_for;
  $("filter").setAttribute("aria-label", labels().filter);
  for (const button of $("kinds").children) {
    button.firstChild.textContent = labels()[button.dataset.kind];
    button.lastChild.textContent = number(button.dataset.n);
  }
  for (const option of [...$("sort").options].slice(1)) option.textContent = labels()[option.value];
  show();
}

function option(value, text) {
  const made = element("option", "", text);
  made.value = value;
  return made;
}

function controls() {
  const kinds = new Array(settings.kinds.length).fill(0);
  const rules = new Map();
  for (const part of rows) {
    part.kind.forEach((kind, i) => {
      kinds[kind] += 1;
      const rule = part.texts[part.rule[i]];
      const known = rules.get(rule) ?? { name: part.texts[part.name[i]], n: 0 };
      known.n += 1;
      rules.set(rule, known);
    });
  }
  kinds.forEach((n, i) => n && $("kinds").append(kindButton(settings.kinds[i], n)));
  for (const rule of [...rules.keys()].sort()) {
    const { name, n } = rules.get(rule);
    $("rule").append(option(rule, `${rule} ${name} (${number(n)})`));
  }
  $("sort").append(...headings.map((each) => option(each.dataset.column, "")));
}

function kindButton(kind, n) {
  const button = element("button", kind, element("span", ""), " ", element("b", ""));
  button.type = "button";
  button.dataset.kind = kind;
  button.dataset.n = n;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const pressed = !state.kinds.delete(kind);
    if (pressed) state.kinds.add(kind);
    button.setAttribute("aria-pressed", pressed);
    show();
  });
  return button;
}

// --- what people do

function lineOf(target) {
  const line = target.closest?.("tr.finding, tr.opened");
  return line?.matches(".opened") ? line.previousSibling : line;
}

function flip(line) {
  if (line.querySelector(".toggle").getAttribute("aria-expanded") === "true") close(line);
  else open(line);
}

function search() {
  state.words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  show();
}

let typing = 0;
$("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, 120);
});
$("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
$("rule").addEventListener("change", () => {
  state.rule = $("rule").value;
  show();
});
$("sort").addEventListener("change", () => sortBy($("sort").value));
$("reset").addEventListener("click", () => {
  Object.assign(state, { words: [], rule: "", column: "", down: false });
  state.kinds.clear();
  $("search").value = $("rule").value = "";
  for (const button of $("kinds").children) button.setAttribute("aria-pressed", "false");
  show();
  $("search").focus();
});
$("more").firstChild.addEventListener("click", () => {
  const first = made;
  make(AT_ONCE);
  $("rows").querySelector(`[data-finding="${found[first]}"] .toggle`).focus();
});
$("language")?.addEventListener("change", () => {
  state.language = $("language").value;
  translate();
});
for (const heading of headings) {
  const { column } = heading.dataset;
  heading.firstChild.addEventListener("click", () => {
    if (state.column !== column) sortBy(column);
    else if (state.down) sortBy(""); // the third time: as the report has it
    else sortBy(column, true);
  });
}
$("rows").addEventListener("click", (event) => {
  if (event.target.closest(".opened") || String(getSelection())) return; // somebody marks a text to copy it
  flip(lineOf(event.target));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const line = lineOf(event.target);
  if (event.key === "/" && !event.target.matches("input, select")) {
    event.preventDefault();
    $("search").focus();
  } else if (event.key === "Escape" && line) {
    close(line);
    line.querySelector(".toggle").focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (line || event.target === $("search"))) {
    event.preventDefault();
    neighbour(line, event.key === "ArrowDown")?.querySelector(".toggle").focus();
  }
});

function neighbour(line, below) {
  const lines = [...$("rows").querySelectorAll(".finding")];
  return lines[lines.indexOf(line) + (below ? 1 : -1)];
}

// More rows are made as one scrolls down to them.
new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && make(AT_ONCE)).observe($("more"));

// On paper everything is open.
addEventListener("beforeprint", () => {
  printing = true;
  show();
  make(PRINTED - made);
  for (const line of [...$("rows").querySelectorAll(".finding")]) open(line);
  const left = found.length - made;
  $("unprinted").textContent = left ? filled(labels().unprinted, { n: number(left) }) : "";
});
addEventListener("afterprint", () => {
  printing = false;
  show();
});

$("plain").remove(); // it is there for those who run no script
$("filter").hidden = !settings.findings;
if ($("languages")) $("languages").hidden = false;
controls();
translate();
