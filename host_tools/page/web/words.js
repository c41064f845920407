// The three languages of the page: words.tsv and the terminal's own words for the fields of a protocol.
const LANGUAGES = ["kk", "ru", "en"];
const KEPT = "language"; // the one thing that the page keeps on the phone

export class Words {
  #texts;

  constructor(texts) {
    this.#texts = texts;
    const asked = [kept(), ...(navigator.languages || [])].map(one => String(one).slice(0, 2));
    this.language = asked.find(one => LANGUAGES.includes(one)) || "kk";
  }

  choose(language) {
    this.language = language;
    try {
      localStorage.setItem(KEPT, language);
    } catch {
      // a page that may keep nothing forgets the language, and no more
    }
  }

  /** The text of a key, with {} replaced by the values in order. */
  say(key, ...values) {
    const text = this.#texts[key][LANGUAGES.indexOf(this.language)];
    return values.reduce((whole, value) => whole.replace("{}", () => String(value)), text);
  }

  /** One of an election's names. */
  name(names) {
    return names.get(this.language);
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
