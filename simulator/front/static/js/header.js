// The head of the page: which election, what time it is there, how fast it goes, who votes.

import { makeAnew } from "./anew.js";
import { act } from "./connection.js";
import { icon, make, setWords, translate } from "./dom.js";
import { lines } from "./lines.js";
import { store } from "./store.js";
import { LANGUAGES, language, useLanguage } from "./words.js";

const SPEEDS = ["1", "4", "max"];
const MOST_VOTERS = 20; // that the button lets come at once
const HOURS = ["09:00", "12:00", "16:00", "20:00", "21:00"];

/** @returns {HTMLElement} */
export function makeHeader() {
  const title = make("p", { class: "election" });
  const clock = make("time", {});
  const hours = make("select", { class: "hours", label: "clock_hint", hint: "clock_hint", on: { change: () => {
    act(lines.until(hours.value));
    hours.value = "";
  } } }, make("option", { value: "", word: "clock_goes_on" }),
    ...HOURS.map((hour) => make("option", { value: hour, text: hour })));
  const speeds = SPEEDS.map((speed) => make("button", {
    type: "button", "data-speed": speed, word: `speed_${speed}`, on: { click: () => act(lines.speed(speed)) },
  }));
  const pilot = make("button", { type: "button", class: "pilot", hint: "autopilot_hint" },
    icon("people"), make("span", { word: "autopilot_start", values: [MOST_VOTERS] }));
  pilot.addEventListener("click", () => act(store.state?.autopilot?.running ? lines.stopAutopilot : lines.autopilot(MOST_VOTERS)));
  const languages = make("select", {
    label: "page_language", class: "languages",
    on: { change: () => { useLanguage(languages.value); translate(); store.tell("language"); } },
  }, ...Object.entries(LANGUAGES).map(([code, name]) =>
    make("option", { value: code, text: name, selected: code === language() })));

  const showTitle = () => {
    if (!store.hello) return;
    const { title: titles, precinct } = store.hello;
    const own = titles[language()] ?? Object.values(titles)[0];
    setWords(title, { word: "election_line" }, [own, precinct]);
  };
  store.on("hello", showTitle);
  store.on("language", showTitle);
  store.on("state", ({ clock: now, speed, autopilot, mode }) => {
    clock.textContent = now.slice(11, 16);
    clock.append(make("small", { text: now.slice(16, 19) }));
    clock.dateTime = now;
    for (const button of speeds) button.setAttribute("aria-pressed", String(button.dataset.speed === String(speed)));
    const words = /** @type {HTMLElement} */ (pilot.lastElementChild);
    if (autopilot.running) setWords(words, { word: "autopilot_left" }, [autopilot.left]);
    else if (autopilot.to_come) setWords(words, { word: "autopilot_start" }, [Math.min(MOST_VOTERS, autopilot.to_come)]);
    else setWords(words, { word: "autopilot_all" });
    pilot.disabled = !autopilot.running && !autopilot.to_come;
    pilot.setAttribute("aria-pressed", String(autopilot.running));
    document.body.dataset.mode = mode;
  });
  return make("header", { class: "head" },
    make("div", { class: "brand" }, icon("mark"), make("div", {}, make("h1", { word: "title" }), title)),
    make("div", { class: "station" },
      make("label", { class: "clock" }, clock, hours),
      make("div", { class: "segments", role: "group", label: "speed" }, ...speeds),
      pilot,
      makeAnew(),
      languages));
}

/** The band that says that nothing here is official. @returns {HTMLElement} */
export function makeModeBand() {
  const band = make("p", { class: "mode-band", hidden: true });
  store.on("state", ({ mode }) => {
    band.hidden = mode !== "test" && mode !== "training";
    if (!band.hidden) setWords(band, { word: `mode_${mode}` });
  });
  return band;
}
