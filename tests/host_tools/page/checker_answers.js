// The page's checker under Node: questions as JSON on standard input, their answers as JSON on standard output.
import { readFileSync } from "node:fs";
import * as checker from "../../../host_tools/page/web/checker.js";

const { trust, table, questions } = JSON.parse(readFileSync(0, "utf8"));
const chain = trust && new checker.Trust(trust, table);
const bytes = text => new Uint8Array(Buffer.from(text, "hex"));
const judged = (kind, object) => checker.judge(kind, bytes(object), chain, table);

function tried(act) {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof checker.Refused)) throw error;
    return { refused: error.word };
  }
}

const ANSWERS = {
  judge: (kind, object) => {
    const { verdict, why } = judged(kind, object);
    return { verdict, why };
  },
  broken: object => {
    const { content, definitions } = judged("P", object);
    const wrong = checker.equations(content, definitions.election).filter(one => !one.holds);
    return wrong.map(one => [one.byPeople, one.left, one.right]);
  },
  // slips: [[kind, object] …]; the findings of the first beside the others
  findings: slips => {
    const all = slips.map(([kind, object]) => judged(kind, object));
    const found = checker.findings(all[0], all);
    const open = found.filter(one => one.is === "open").map(one => one.word);
    return { words: found.map(one => one.word), open, agrees: checker.agrees(found) };
  },
  verifies: (signature, message, key) => checker.verifies(bytes(signature), bytes(message), bytes(key)),
  record: (context, key, shape, seed, choice) =>
    Buffer.from(checker.record(bytes(context), bytes(key), shape, bytes(seed), choice)).toString("hex"),
  valid: (record, context, key, shape) => checker.isValid(bytes(record), bytes(context), bytes(key), shape),
  cbor: data => tried(() => (checker.cbor(bytes(data)), {})),
  base45: text => tried(() => Buffer.from(checker.base45(text)).toString("hex")),
  take: texts => {
    const slips = new checker.Slips();
    const answers = texts.map(text => tried(() => {
      const found = slips.take(text);
      return found?.bytes ? { kind: found.kind, object: Buffer.from(found.bytes).toString("hex") } : found;
    }));
    return { answers, missing: slips.unfinished().map(({ kind, missing, parts }) => missing.map(one => `${kind} ${one}/${parts}`)) };
  },
};

process.stdout.write(JSON.stringify(questions.map(([name, ...values]) => ANSWERS[name](...values))));
