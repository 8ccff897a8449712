"use strict";

// One SKU over time, drawn from the page's data: a bar for each promotion, below them the stacked price and the floor.

const BAR = 34; // pixels from one bar to the next: its name, and itself
const GRAPH = 130;
const LETTER = 6.6; // about how wide one is
const OPEN_END = 0.15; // what has no end is drawn so much longer than all that is known

// `said` are its words in the page's language, `wrong` from when to when a finding holds, `labels` the page's words.
function timelineOf(drawn, said, text, wrong, labels, width) {
  const svg = drawingOf("svg", { class: "timeline", role: "img" });
  const clock = drawn.clock.map(([instant]) => instant);
  const spans = drawn.bars.flatMap((bar) => [...bar.runs, ...bar.may_run]);
  const open = [...drawn.stretches, ...spans].some(([, end]) => end === null);
  const x = axis(clock, open, width - 2);
  const top = 6 + drawn.bars.length * BAR;
  const bottom = top + GRAPH;

  if (wrong.start !== null) {
    const from = x(wrong.start);
    svg.append(drawingOf("rect", { class: "wrong", x: from, y: 0, width: Math.max(x(wrong.end) - from, 2), height: bottom }));
  }
  drawn.bars.forEach((bar, i) => svg.append(...barOf(bar, text(said.bars[i]), 4 + i * BAR, x, width)));
  svg.append(...linesOf(drawn, said, text, x, top, bottom, labels));
  svg.append(...hoursOf(drawn, text, x, bottom, width));
  svg.setAttribute("viewBox", `0 0 ${width} ${bottom + 22}`);
  svg.setAttribute("aria-label", [labels.timeline, ...said.bars.map(text)].join(", "));
  return svg;
}

function drawingOf(tag, attributes, text = "") {
  // The empty drawing in the page knows the namespace, which so is nowhere spelled out.
  const made = document.createElementNS(document.getElementById("drawing").namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// Instant → pixels. Every time between two cuts gets some room, and the rest by the root of its length: hours stay visible
// beside months. Null, without an end, is the right edge.
function axis(clock, open, width) {
  const first = clock[0];
  const last = clock[clock.length - 1];
  const cuts = open || last === first ? [...clock, last + Math.max((last - first) * OPEN_END, 86400)] : clock;
  const lengths = cuts.slice(1).map((cut, i) => Math.sqrt(cut - cuts[i]));
  const all = lengths.reduce((sum, each) => sum + each, 0);
  const least = Math.min(14, width / lengths.length / 2);
  const rest = width - least * lengths.length;
  const at = [1];
  lengths.forEach((length, i) => at.push(at[i] + least + (rest * length) / all));
  return (instant) => {
    if (instant === null || instant >= cuts[cuts.length - 1]) return at[at.length - 1];
    const i = cuts.findLastIndex((cut) => cut <= instant);
    if (i < 0) return at[0];
    return at[i] + ((at[i + 1] - at[i]) * (instant - cuts[i])) / (cuts[i + 1] - cuts[i]);
  };
}

function* barOf(bar, label, y, x, width) {
  const spans = bar.may_run.length ? bar.may_run : bar.runs;
  const from = x(spans[0][0]);
  const room = LETTER * label.length;
  const start = Math.max(Math.min(from, width - room), 0);
  const most = Math.floor((width - start) / LETTER);
  const shown = label.length > most ? `${label.slice(0, Math.max(most - 3, 1))}...` : label;
  yield drawingOf("text", { x: start, y: y + 11 }, shown);
  for (const [classes, each] of [["may_run", bar.may_run], ["runs", bar.runs]]) {
    for (const [since, until] of each) {
      const rect = drawingOf("rect", { class: classes, x: x(since), y: y + 15, width: Math.max(x(until) - x(since), 2), height: 11 });
      rect.append(drawingOf("title", {}, label));
      yield rect;
    }
  }
}

function* linesOf(drawn, said, text, x, top, bottom, labels) {
  const prices = drawn.stretches.flatMap(([, , price, floor]) => (floor === null ? [price] : [price, floor]));
  const highest = Math.max(...prices, 1);
  const y = (price) => bottom - ((GRAPH - 30) * price) / highest;
  yield drawingOf("line", { class: "ground", x1: 0, x2: x(null), y1: bottom, y2: bottom });
  yield drawingOf("path", { class: "floor_line", d: path(drawn.stretches.map(([from, to, , floor]) => [from, to, floor]), x, y) });
  yield drawingOf("path", { class: "price_line", d: path(drawn.stretches, x, y) });
  let told = -1;
  for (const [i, [from, to, price, floor]] of drawn.stretches.entries()) {
    const label = text(said.prices[i]);
    if (x(to) - x(from) < LETTER * label.length && i !== lowest(drawn)) continue;
    if (x(from) < told) continue;
    // Below the floor the price is written under its line, else above it.
    const under = floor !== null && price < floor && y(price) < bottom - 16;
    yield drawingOf("text", { class: "price", x: x(from) + 3, y: y(price) + (under ? 14 : -4) }, label);
    told = x(from) + LETTER * label.length;
  }
  const at = drawn.stretches.findLastIndex(([, , , floor]) => floor !== null);
  if (at >= 0) {
    const label = `${labels.floor_line} ${text(said.floors[at])}`;
    const [, to, price, floor] = drawn.stretches[at];
    const crossed = y(floor) - y(price) >= 0 && y(floor) - y(price) < 18; // by the price's line, were it written above its own
    yield drawingOf("text", { class: "floor", x: x(to) - 2, y: y(floor) + (crossed ? 14 : -4), "text-anchor": "end" }, label);
  }
}

const lowest = (drawn) => drawn.stretches.reduce((low, [, , price], i, all) => (price < all[low][2] ? i : low), 0);

// A step for each stretch; where nothing runs in between the line pauses.
function path(stretches, x, y) {
  let line = "";
  let end = null;
  for (const [from, to, amount] of stretches) {
    if (amount === null) {
      end = null;
      continue;
    }
    line += `${end === from ? "L" : "M"}${x(from).toFixed(1)} ${y(amount).toFixed(1)}H${x(to).toFixed(1)}`;
    end = to;
  }
  return line;
}

// As many hours as there is room for, the first with its year, the last at the right edge.
function* hoursOf(drawn, text, x, bottom, width) {
  let free = 0;
  for (const [instant, id] of drawn.clock) {
    const at = x(instant);
    const label = free ? text(id).slice(5) : text(id);
    const room = LETTER * label.length;
    const start = Math.min(at, width - room);
    yield drawingOf("line", { class: "ground", x1: at, x2: at, y1: bottom, y2: bottom + 5 });
    if (start < free) continue;
    yield drawingOf("text", { class: "hour", x: start, y: bottom + 18 }, label);
    free = start + room + LETTER;
  }
}
