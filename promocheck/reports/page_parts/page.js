"use strict";

// The table as a whole, the words around it, and what people do with it.

const AT_ONCE = 100; // rows that are made at a time
const PRINTED = 500; // findings that go on paper, all open
let found = []; // the numbers of the findings that are shown, in order
let made = 0; // how many of them have a row by now

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
  $("kinds").setAttribute("aria-label", labels().kind);
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
    const next = neighbour(line, event.key === "ArrowDown");
    (next?.querySelector(".toggle") ?? $("search")).focus();
  }
});

function neighbour(line, below) {
  const lines = [...$("rows").querySelectorAll(".finding")];
  return lines[lines.indexOf(line) + (below ? 1 : -1)];
}

// What is as it was approved is folded until somebody asks for it.
for (const each of document.querySelectorAll(".fold button")) {
  each.addEventListener("click", () => {
    state.folded = false;
    for (const fold of document.querySelectorAll(".fold")) fold.remove();
    show();
  });
}

// More rows are made as one scrolls down to them.
new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && make(AT_ONCE)).observe($("more"));

// On paper everything is open.
addEventListener("beforeprint", () => {
  printing = true;
  for (const each of document.querySelectorAll("details")) each.open = true;
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
