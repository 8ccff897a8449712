"use strict";

// Rows and cards: what is read from the data is set as text, never as markup.

const headings = [...document.querySelectorAll("#table thead th")];
const PAPER = 640; // pixels of a timeline that is printed
let printing = false;

function element(tag, classes, ...content) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.append(...content); // strings become text
  return made;
}

// A date stays on one line; between two the line may break.
const DATE = /(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [^\s,;]+)/;
const dated = (text) => text.split(DATE).map((part) => (DATE.test(part) ? element("span", "date", part) : part));

function row(n) {
  const toggle = element("button", "toggle", said(n, "called"));
  toggle.type = "button";
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-label", [said(n, "called"), name(n, "rule"), name(n, "sku")].join(" "));
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
