"use strict";
// Looks up what was computed beforehand, and shows it. No rule of a layer stands here: every number and every text
// comes from the packed columns, which `cnnstat page` wrote.
(async () => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, names = "", text = "") => {
    const made = document.createElement(tag);
    if (names) made.className = names;
    if (text) made.textContent = text;
    return made;
  };
  const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  // ---- unpacking ----
  async function unpacked(code) {
    const bytes = Uint8Array.from(atob(code), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }
  const data = await unpacked($("packed").content.textContent.trim());
  const columns = [];
  // A column is written as steps, equal ones together; behind its last step it goes on as it is.
  function column(at) {
    if (!columns[at]) {
      const code = data.numbers[at], listed = Array.isArray(code);
      const steps = listed ? code[1] : code, large = steps[0] === "b", found = [];
      let value = large ? 0n : 0;
      for (const run of (large ? steps.slice(1) : steps).split(" ")) {
        const [step, times = 1] = run.split("*");
        for (let left = Number(times); left > 0; left--) found.push(value += large ? BigInt(step) : Number(step));
      }
      columns[at] = listed ? found.map((place) => code[0][place]) : found;
    }
    return columns[at];
  }
  const number = (at, place) => { const all = column(at); return all[Math.min(place, all.length - 1)]; };
  const grouped = (value) => typeof value === "string" ? value : String(value).replace(/\B(?=(\d{3})+$)/g, ",");
  function text(at, place) {
    const [form, ...holes] = data.texts[at];
    const pieces = data.forms[number(form, place)].split("\u0001");
    return pieces.map((piece, hole) => (hole ? grouped(number(holes[hole - 1], place)) : "") + piece).join("");
  }

  // ---- what is shown ----
  const words = data.words, LOSES = 3, BROKEN = 4, NONE = "–";
  const COLUMNS = ["output_shape", "fit", "params", "macs", "rf"];
  const shown = { variant: 0, input: data.own, row: "", unit: "middle" };
  const opened = new Set(), inputs = [...Array(data.inputs).keys()];
  const variant = () => data.variants[shown.variant];
  const place = (row) => number(row.at, shown.input);
  const textOf = (row, key) => place(row) < 0 ? "" : text(row.texts[data.keys.texts.indexOf(key)], place(row));
  const numberOf = (row, key) => place(row) < 0 ? 0 : Number(number(row.numbers[data.keys.numbers.indexOf(key)], place(row)));
  const total = (key) => text(variant().totals[key], shown.input);
  const count = (key) => Number(number(variant().counts[key], shown.input));
  const side = (place) => [Number(number(data.sides[0], place)), Number(number(data.sides[1], place))];

  // ---- the table ----
  const body = $("rows");
  let cells = [];
  function build() {
    body.textContent = "";
    cells = variant().rows.map((row, at) => {
      const line = make("tr", row.members ? "block" : row.block ? "inner" : "");
      const head = make("th"), name = make("button", "name"), swatch = make("i", `swatch ${row.family}`);
      head.scope = "row";
      name.append(swatch, row.block ? row.name.slice(row.block.length + 1) : row.name);
      if (row.block) name.setAttribute("aria-label", row.name);
      head.append(name);
      line.append(head);
      const found = { row, line, name, does: make("td", "does"), figures: {} };
      line.append(found.does);
      for (const key of COLUMNS) {
        const cell = make("td", key === "fit" ? "fit" : "number"), button = make("button", "figure");
        button.dataset.key = key;
        cell.append(button);
        line.append(cell);
        found.figures[key] = button;
      }
      for (const button of line.querySelectorAll("button")) {
        button.type = "button";
        button.tabIndex = -1;
        button.dataset.row = at;
      }
      body.append(line);
      return found;
    });
    cells[0].name.tabIndex = 0;
    const list = $("row");
    list.textContent = "";
    for (const row of variant().rows) if (!row.members) list.append(new Option(row.name));
    $("drawn").innerHTML = variant().drawing;
    $("drawing").hidden = !variant().drawing;
    strip();
  }
  function paintTable() {
    const broken = count("broken"), { block } = variant().rows.find((row) => row.name === shown.row && !row.members);
    cells.forEach(({ row, line, name, does, figures }, at) => {
      const kind = numberOf(row, "kind"), ran = place(row) >= 0;
      line.hidden = Boolean(row.block) && !opened.has(row.block);
      line.classList.toggle("loses", kind === LOSES);
      line.classList.toggle("broken", broken === at);
      line.classList.toggle("chosen", row.name === (opened.has(block) ? shown.row : block || shown.row));
      if (row.members) name.setAttribute("aria-expanded", String(opened.has(row.name)));
      else name.setAttribute("aria-pressed", String(row.name === shown.row));
      say(does, textOf(row, "does"));
      for (const key of COLUMNS) {
        const told = broken === at && key === "fit" ? `✕ ${words.breaks}` : ran ? textOf(row, key) : key === "fit" ? "" : NONE;
        const reason = why(row, key);
        say(figures[key], told);
        figures[key].hidden = told === "";
        figures[key].classList.toggle("told", Boolean(reason));
      }
    });
    for (const key of ["params", "macs"]) say($(`sum-${key}`), total(key));
  }
  function why(row, key) {
    if (key !== "fit") return row.members ? "" : textOf(row, `why ${key}`);
    return variant().rows.indexOf(row) === count("broken") ? total("problem") : textOf(row, "sentence");
  }

  // ---- the rest ----
  function paintTotals() {
    const kind = count("kind"), [height, width] = side(shown.input);
    for (const key of ["params", "macs", "output", "params change", "macs change"]) say($(key.replace(" ", "-")), total(key));
    say($("verdict-text"), total("verdict"));
    $("verdict").className = `verdict kind-${kind}`;
    say($("verdict-sign"), ["", "✓", "≈", "▲", "✕"][kind]);
    const list = $("losses");
    list.textContent = "";
    if (kind === LOSES) for (const { row } of cells) {
      if (row.members || numberOf(row, "kind") !== LOSES) continue;
      const item = make("li");
      item.append(make("strong", "", row.name), ` ${textOf(row, "sentence")}`);
      list.append(item);
    }
    $("lost").hidden = !list.children.length;
    say($("unseen"), total("unseen"));
    if (document.activeElement !== $("size")) $("size").value = height;
    say($("by"), `× ${width}`);
    $("slider").value = shown.input;
    $("slider").setAttribute("aria-valuetext", `${height} × ${width}`);
    for (const button of document.querySelectorAll("#presets button"))
      button.setAttribute("aria-pressed", String(Number(button.dataset.input) === shown.input));
    for (const list of document.querySelectorAll("#choices select")) list.value = variant().values[list.dataset.param];
    $("needle").setAttribute("x", shown.input);
  }
  function paintDrawing() {
    const broken = count("broken") >= 0;
    for (const label of $("drawn").querySelectorAll("[data-c]")) {
      const at = Number(label.dataset.c), value = number(at, shown.input);
      say(label, broken && !data.sides.includes(at) ? NONE : label.dataset.g === undefined ? String(value) : grouped(value));
    }
    for (const box of $("drawn").querySelectorAll(".loses, .chosen, .broken")) box.classList.remove("loses", "chosen", "broken");
    cells.forEach(({ row }, at) => {
      const box = variant().boxes[row.name] && $(variant().boxes[row.name]);
      if (!box) return;
      if (numberOf(row, "kind") === LOSES) box.classList.add("loses");
      if (count("broken") === at) box.classList.add("broken");
      if (row.name === shown.row) box.classList.add("chosen");
    });
  }
  function paintField() {
    const row = variant().rows.find((each) => each.name === shown.row);
    const [height, width] = side(shown.input), scale = 200 / Math.max(height, width);
    const put = (element, left, top, wide, high) => {
      for (const [name, value] of Object.entries({ x: left, y: top, width: Math.max(0, wide), height: Math.max(0, high) }))
        element.setAttribute(name, String(Math.round(value * 100) / 100));
    };
    const left = 150 - width * scale / 2, top = 150 - height * scale / 2;
    put($("image"), left, top, width * scale, height * scale);
    const rows = count("unseen rows") * scale, across = count("unseen columns") * scale;
    put($("unseen-rows"), left, top + height * scale - rows, width * scale, rows);
    put($("unseen-columns"), left + width * scale - across, top, across, height * scale);
    $("across").setAttribute("y", top - 6);
    $("down").setAttribute("x", left - 6);
    say($("across"), String(width));
    say($("down"), String(height));
    const ran = row && place(row) >= 0;
    $("seen").toggleAttribute("hidden", !ran);
    if (ran) {
      const at = (key) => numberOf(row, key) * scale;
      put($("seen"), left + at(`left of ${shown.unit}`), top + at(`top of ${shown.unit}`), Math.max(2, at("columns")), Math.max(2, at("rows")));
    }
    say($("sees"), ran ? textOf(row, `sees ${shown.unit}`) : words.unseen);
    $("row").value = shown.row;
    for (const button of document.querySelectorAll("#units input")) button.checked = button.value === shown.unit;
  }
  function strip() {
    const bars = $("bars"), kinds = inputs.map((at) => Number(number(variant().counts.kind, at)));
    bars.textContent = "";
    for (let first = 0, at = 1; at <= kinds.length; at++) {
      if (at < kinds.length && kinds[at] === kinds[first]) continue;
      const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect"), high = [4, 16, 10, 6, 2][kinds[first]];
      for (const [name, value] of Object.entries({ x: first, y: 16 - high, width: at - first, height: high })) bar.setAttribute(name, value);
      bar.setAttribute("class", `kind-${kinds[first]}`);
      bars.append(bar);
      first = at;
    }
  }
  function paint() {
    paintTotals();
    paintTable();
    paintDrawing();
    paintField();
    if (described) tell(described);
    later();
  }

  // ---- what is said aloud, and the address: when the reader rests ----
  const own = (name) => (["row", "unit"].includes(name) ? `param.${name}` : name);  // of a param, in the address
  let timer = 0, written = "", heard = total("spoken");
  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (heard !== total("spoken")) say($("spoken"), heard = total("spoken"));
      const [height, width] = side(shown.input), address = new URLSearchParams();
      address.set("input", height === width ? height : `${height}x${width}`);
      for (const { name } of data.params) address.set(own(name), variant().values[name]);
      address.set("row", shown.row);
      address.set("unit", shown.unit);
      written = `#${address}`;
      if (location.hash !== written) location.replace(written);
    }, 400);
  }
  function read() {
    const address = new URLSearchParams(location.hash.slice(1)), asked = address.get("input") || "";
    const values = { ...variant().values };
    for (const { name } of data.params) if (address.has(own(name))) values[name] = address.get(own(name));
    choose(values);
    const [high, wide = high] = asked.split("x").map(Number);
    const at = inputs.findIndex((each) => side(each)[0] === high && side(each)[1] === wide);
    if (at >= 0) shown.input = at;
    if (variant().rows.some((row) => !row.members && row.name === address.get("row"))) shown.row = address.get("row");
    if (["first", "middle", "last"].includes(address.get("unit"))) shown.unit = address.get("unit");
  }
  function choose(values) {
    const at = data.variants.findIndex((each) => data.params.every(({ name }) => each.values[name] === values[name]));
    if (at < 0 || (at === shown.variant && cells.length)) return;
    shown.variant = at;
    build();
    if (!variant().rows.some((row) => !row.members && row.name === shown.row)) shown.row = variant().rows.find((row) => !row.members).name;
  }

  // ---- derivations ----
  const tip = $("tip");
  let described = null, leaving = 0;
  function tell(button) {
    const { row } = cells[button.dataset.row] || {}, key = button.dataset.key;
    const reason = row && !button.hidden ? why(row, key) : "";
    if (!reason) return untell();
    if (described && described !== button) described.removeAttribute("aria-describedby");
    described = button;
    say($("tip-title"), `${row.name} · ${words.titles[key]}`);
    if (key === "fit") say($("tip-body"), reason); else $("tip-body").innerHTML = reason;
    tip.hidden = false;
    button.setAttribute("aria-describedby", "tip");
    // A long formula is set smaller; what is still too wide can be scrolled, by keys too.
    tip.style.fontSize = "";
    if (tip.scrollWidth > tip.clientWidth) tip.style.fontSize = `${Math.max(0.72, tip.clientWidth / tip.scrollWidth - 0.02)}em`;
    if (tip.scrollWidth > tip.clientWidth || tip.scrollHeight > tip.clientHeight) tip.tabIndex = 0; else tip.removeAttribute("tabindex");
    const box = button.getBoundingClientRect(), own = tip.getBoundingClientRect(), gap = 8;
    const left = Math.min(box.left - 2 * gap, document.documentElement.clientWidth - own.width - gap);
    const below = box.bottom + gap + own.height < innerHeight;
    tip.style.left = `${Math.max(gap, left)}px`;
    tip.style.top = `${below ? box.bottom + gap : Math.max(gap, box.top - gap - own.height)}px`;
  }
  function untell() {
    if (described) described.removeAttribute("aria-describedby");
    described = null;
    tip.hidden = true;
  }
  const figure = (event) => event.target.closest ? event.target.closest("button.figure") : null;
  body.addEventListener("focusin", (event) => {
    const button = event.target.closest("button");
    for (const each of body.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1;
    if (button) button.tabIndex = 0;
    if (figure(event)) tell(figure(event)); else untell();
  });
  body.addEventListener("focusout", (event) => { if (!tip.contains(event.relatedTarget)) untell(); });
  body.addEventListener("mouseover", (event) => { if (figure(event)) { clearTimeout(leaving); tell(figure(event)); } });
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(() => { if (!described || document.activeElement !== described) untell(); }, 200); };
  body.addEventListener("mouseout", leave);
  tip.addEventListener("focusout", untell);
  tip.addEventListener("mouseenter", () => clearTimeout(leaving));
  tip.addEventListener("mouseleave", leave);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") untell(); });
  addEventListener("scroll", (event) => { if (described && !tip.contains(event.target)) tell(described); }, { capture: true, passive: true });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { row } = cells[button.dataset.row];
    if (button.classList.contains("figure")) return tell(button);
    if (row.members) { if (!opened.delete(row.name)) opened.add(row.name); } else shown.row = row.name;
    paint();
  });
  // One stop of the Tab key for the whole table; arrows go from figure to figure.
  body.addEventListener("keydown", (event) => {
    const button = event.target.closest("button");
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!button || !(step || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    const lines = cells.filter(({ line }) => !line.hidden), at = lines.findIndex(({ line }) => line.contains(button));
    const places = (line) => [line.name, ...COLUMNS.map((key) => line.figures[key])];
    const along = places(lines[at]).indexOf(button);
    const free = (each) => each && !each.hidden;
    let next = null;
    if (!step) next = places(event.key === "Home" ? lines[0] : lines[lines.length - 1])[along];
    for (let far = 1; step && far < lines.length + 6 && !free(next); far++) {
      const line = lines[at + far * step[0]];
      if (!line || !(along + far * step[1] in places(line))) break;
      next = places(line)[along + far * step[1]];
    }
    if (free(next)) next.focus();
  });

  // ---- controls ----
  function move(at) {
    shown.input = Math.max(0, Math.min(inputs.length - 1, at));
    say($("outside"), "");
    paint();
  }
  $("slider").addEventListener("input", (event) => move(Number(event.target.value)));
  $("size").addEventListener("input", (event) => {
    const wanted = Number(event.target.value);
    const at = inputs.findIndex((each) => side(each)[0] === wanted && (side(each)[1] === wanted || each === data.own));
    if (at >= 0) move(at); else say($("outside"), event.target.value ? words.outside : "");
  });
  $("size").addEventListener("change", (event) => { event.target.value = side(shown.input)[0]; say($("outside"), ""); });
  $("presets").addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) move(Number(button.dataset.input)); });
  $("choices").addEventListener("change", (event) => { choose({ ...variant().values, [event.target.dataset.param]: event.target.value }); paint(); });
  $("row").addEventListener("change", (event) => { shown.row = event.target.value; paint(); });
  $("units").addEventListener("change", (event) => { shown.unit = event.target.value; paint(); });
  addEventListener("hashchange", () => { if (location.hash !== written) { read(); paint(); } });

  shown.row = data.row || variant().rows.find((row) => !row.members).name;
  if (variant().rows.filter((row) => row.block).length <= 12) for (const row of variant().rows) if (row.members) opened.add(row.name);
  build();
  read();
  heard = total("spoken");
  document.documentElement.classList.add("ready");
  paint();
})();
