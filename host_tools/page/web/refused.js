/** Why something is not taken: `word` is a key of words.tsv. Expected trouble, unlike any other exception. */
export class Refused extends Error {
  constructor(word, detail = "") {
    super(detail ? `${word}: ${detail}` : word);
    this.word = word;
  }
}
