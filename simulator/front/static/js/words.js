// The page's own words in Kazakh, Russian and English. What stands on the terminals' panels is theirs.

const KEPT = "tamga-language";

/** @type {Record<string, Record<string, string>>} */
let table = {};
let current = "en";

/** @typedef {"kk" | "ru" | "en"} Language */
export const LANGUAGES = { kk: "Қазақша", ru: "Русский", en: "English" };

/** Fetch the words and take the language that the person chose before, or that their browser speaks. */
export async function loadWords() {
  table = await (await fetch("static/words.json")).json();
  const wanted = localStorage.getItem(KEPT) ?? navigator.language.slice(0, 2);
  useLanguage(wanted in LANGUAGES ? wanted : "en");
}

/** @param {string} language */
export function useLanguage(language) {
  current = language;
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
}

/** @returns {string} */
export const language = () => current;

/** @param {string} id */
export const hasWords = (id) => id in table;

/**
 * The words of an id; `{}` takes the values in turn. An unknown id gives itself, so that a gap is seen.
 * @param {string} id
 * @param {...unknown} values
 */
export function say(id, ...values) {
  const text = table[id]?.[current] ?? table[id]?.en ?? id;
  let next = 0;
  return text.replace(/\{\}/g, () => String(values[next++] ?? ""));
}

/**
 * What the server said, in the language of this page: a refusal, an answer, a line of the log.
 * @param {{says?: Record<string, string>}} message
 * @param {string} text in place of what is not known in it
 */
export const told = (message, text) => message.says?.[current] ?? text;
