"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("map-days").textContent);
  const section = byId("map").closest("section");
  const controls = section.querySelector(".player");
  const button = controls.querySelector("button");
  const slider = controls.querySelector("input");
  const line = section.querySelector(".today");
  const strip = section.querySelector(".days");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;

  /* What stands for a place on a map: what to colour, and the words under the pointer. */
  const mark = (id) => {
    const group = byId(id);
    if (!group) return null;
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    group.prepend(title);
    return { shape: group.querySelector("path"), title };
  };
  const maps = ["map-wide", "map-narrow"].map((name) => ({
    title: byId(`${name}-title`),
    words: byId(`${name}-words`),
    districts: data.districts.map((row) => mark(`${name}-district-${row.id}`)),
    sites: data.sites.map((row) => mark(`${name}-site-${row.id}`)),
  }));

  const paint = (shape, colour) => {
    shape.style.fill = `var(--${colour})`;
  };
  const paintAll = (marks, classes, colours, said) => {
    marks.forEach((one, i) => {
      if (!one) return;
      paint(one.shape, colours[classes[i]]);
      one.title.textContent = said(i);
    });
  };

  const show = (at) => {
    const day = data.days[at];
    const here = day.here;
    for (const map of maps) {
      map.title.textContent = day.title;
      map.words.textContent = day.words;
      paintAll(map.districts, day.shades, data.shades, (i) => {
        const { name, people } = data.districts[i];
        const out = day.out[i] || 0;
        return `${name}: ${out.toLocaleString("en")} out, ${((1000 * out) / people).toFixed(1)} for each 1,000 inhabitants`;
      });
      paintAll(map.sites, day.rungs, data.rungs, (i) => {
        const { name, staff } = data.sites[i];
        return `${name}: ${(here[i] || 0).toLocaleString("en")} of ${staff.toLocaleString("en")} out; ${data.steps[day.rungs[i]]}`;
      });
    }
    line.textContent = day.said;
    slider.setAttribute("aria-valuetext", day.said);
  };

  const playing = () => timer !== 0;
  const pause = () => {
    clearTimeout(timer);
    timer = 0;
    button.textContent = "Play";
  };
  const goTo = (at) => {
    slider.value = at;
    show(at);
  };
  const step = () => {
    const next = Number(slider.value) + 1;
    goTo(next);
    if (next >= data.days.length - 1) pause();
    else timer = setTimeout(step, calm.matches ? 2000 : 650);
  };
  const play = () => {
    if (Number(slider.value) >= data.days.length - 1) goTo(0);
    button.textContent = "Pause";
    timer = setTimeout(step, 300);
  };
  button.addEventListener("click", () => (playing() ? pause() : play()));
  slider.addEventListener("input", () => {
    pause();
    show(Number(slider.value));
  });

  /* On paper: the peak day, and beside it some days as small as stamps. */
  const stamp = ({ day: at, said }) => {
    const day = data.days[at];
    const map = byId("map-wide-title").closest("svg").cloneNode(true);
    map.setAttribute("viewBox", `0 0 ${data.frame.join(" ")}`);
    for (const one of map.querySelectorAll("text, title, desc")) one.remove();
    const colour = (kind, rows, classes, colours) => {
      rows.forEach((row, i) => {
        const shape = map.querySelector(`#${CSS.escape(`map-wide-${kind}-${row.id}`)} path`);
        if (shape) paint(shape, colours[classes[i]]);
      });
    };
    colour("district", data.districts, day.shades, data.shades);
    colour("site", data.sites, day.rungs, data.rungs);
    for (const one of map.querySelectorAll("[id], [clip-path]")) {
      one.removeAttribute("id");
      one.removeAttribute("clip-path");
    }
    map.removeAttribute("aria-labelledby");
    map.setAttribute("aria-label", `${day.title}: ${said}`);
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = said;
    figure.append(map, caption);
    return figure;
  };
  addEventListener("beforeprint", () => {
    pause();
    show(data.peak);
    if (!strip.childElementCount) strip.append(...data.strip.map(stamp));
  });
  addEventListener("afterprint", () => show(Number(slider.value)));

  goTo(data.peak);
  controls.hidden = false;
})();
