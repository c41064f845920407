// What is printed on a slip, in the order in which it is printed, so that eyes can follow both.
import { deskNumber, isDesk } from "./places.js";
import { equal, hex } from "./bytes.js";
import { DISSENTS, agreeing, needed } from "./people.js";
import { INVALID, OWN_LINE, REST, isInSums } from "./ranges.js";
import { make, number, row, when } from "./elements.js";
import { electronicOf } from "./styles.js";
import { choiceOf, letters } from "./sealing.js";

// Letters of the slip (formats, section 7): of a protocol's fields, and of each contest's paper ballots.
const LETTERS = {
  listed: "A", added: "B", certificates: "C", on_list: "D", electronic: "L", marked: "S", typed_in: "ST", activations: "T",
  slips_returned: "R", slips_exchanged: "X", slips_cancelled: "Y", slips_changed: "YX", slips_taken: "ZS", challenged: "CH", issued_recorded: "F*", outside_recorded: "G*",
  spoiled_recorded: "I*", withdrawn_recorded: "P*", paper_returned: "FR", papers_taken: "FS", by_certificate: "BC", added_refused: "BR",
  certificates_received: "CR", certificates_cancelled: "CU", certificates_lost: "CQ", home_requests: "GA", home_refused: "GR", assisted: "SA",
  complaints: "", acts: "",
};
const OF_PAPER = {
  received: ["E", "paper_received"], withdrawn: ["P", "paper_withdrawn"], issued: ["F", "paper_issued"],
  outside: ["G", "paper_outside"], unused: ["H", "paper_unused"], spoiled: ["I", "paper_spoiled"],
  lost: ["Q", "paper_lost"], portable: ["J", "box_portable"], room: ["K", "box_room"],
};

const table = (...rows) => make("table", "", make("tbody", "", ...rows));

export const CONTENTS = {
  P: protocol,
  Z: ({ content }, words) => [table(
    row(words.say("terminal"), number(terminal(content.terminal, words))),
    row(words.say("serial_number"), number(content.serial_number)),
    row(words.say("opening_number"), number(content.openings)),
    ...tally(content.tally, words),
  )],
  S: ({ content }, words) => [
    table(row(words.say("terminal"), number(terminal(content.booth, words))), ...tally(content.tally, words)),
    make("p", "quiet", words.say("sealed_note")),
  ],
  R: ({ content, definitions }, words) => [table(
    row(words.say("received"), number(when(content.received_s, definitions.precinct.minutes_east))),
    row(words.say("journal_number"), number(content.journal_number)),
  )],
  G: ({ content }, words) => [
    table(
      row(words.say("serial_number"), number(content.serial_number)),
      row(words.say("key_number"), number(content.number)),
      row(words.say("key_holders"), number(`${content.commitments.length} / ${content.holders}`)),
    ),
    make("p", "", make("code", "", hex(content.commitments[0]))),
  ],
  W: ({ content, definitions }, words) => [
    table(
      row(words.say("signed_of"), number(`${agreeing(content)} / ${needed(definitions)}`)),
      ...content.signers.map(one => row(words.say(one.role ? "member" : "chair", one.holder), signedAs(one, definitions, words))),
    ),
  ],
  A: ({ content }, words) => [
    table(row(words.say("terminal"), number(terminal(content.booth, words)))),
    make("p", "quiet", words.say("activation_note")),
  ],
  V: ({ content }, words) => [
    table(row(words.say("terminal"), number(terminal(content.booth, words)))),
    make("p", "", make("code", "", letters(content.code))), make("p", "quiet", words.say("code_note")),
  ],
  B: ({ content }, words) => [
    table(row(words.say("terminal"), number(terminal(content.booth, words)))),
    make("p", "quiet", words.say("cancelled_note")),
  ],
  J: ({ content: { desk, counts } }, words) => [
    table(row(words.say("terminal"), number(`${words.say("desk")} № ${desk}`)),
      row(words.say("listed"), number(counts.listed)), row(words.say("marked"), number(counts.marked, "sum")),
      row(words.say("activations"), number(counts.activations)), row(words.say("issued_recorded"), number(counts.issued)),
      row(words.say("outside_recorded"), number(counts.outside))),
  ],
  O: (slip, words) => [
    table(row(words.say("terminal"), number(terminal(slip.content.booth, words))), ...sealedFor(slip, words)),
    make("p", "", make("code", "", letters(slip.content.code))), make("p", "", words.say("sealed_for_note")),
  ],
};

/** Whom a challenged ballot was sealed for: to be compared with the paper. */
function sealedFor({ content, definitions }, words) {
  const choice = choiceOf(content.choice, definitions.election);
  let at = 0;
  return (choice ? definitions.election.contests : []).map(({ title, options, votes_allowed: votes }) => {
    const names = options.filter((_, i) => choice[at + i]).map(option => words.name(option.names));
    at += options.length + votes;
    return row(words.name(title), names.join(", ") || words.say("blank"));
  });
}

/** What somebody on the list has signed, and when. */
const signedAs = ({ verdict, signed_s: signed }, { precinct }, words) =>
  (verdict === null ? "—" : `${words.say(verdict === DISSENTS ? "dissents" : "agrees")} ${when(signed, precinct.minutes_east)}`);

const terminal = (which, words) => {
  if (!isDesk(which)) return words.say("booth", which);
  return which === 0 ? words.say("desk") : `${words.say("desk")} № ${deskNumber(which)}`;
};

const tally = ({ cast, spoiled, spent, challenged, cancelled }, words) => [
  row(words.say("ballots_cast"), number(cast, "sum")),
  row(words.say("ballots_spoiled"), number(spoiled)),
  row(words.say("activations_spent"), number(spent)),
  row(words.say("challenged"), number(challenged)),
  row(words.say("slips_cancelled"), number(cancelled)),
];

function protocol({ content, definitions }, words) {
  const { paper, papers, booths, desks = [], ended = [], fields, moments, reason, correction, version } = content;
  const contests = definitions.election.contests.flatMap((contest, at) => [
    make("h3", "", words.name(contest.title)), votes(contest, electronicOf(content, definitions.election, at), paper[at], words),
  ]);
  const ofPaper = definitions.election.contests.flatMap((contest, at) => [
    make("h3", "", words.name(contest.title)),
    table(...Object.entries(OF_PAPER).map(([name, [letter, word]]) =>
      row(make("td", "letter", letter), words.say(word), number(papers[at][name]))), ...ofPortable(papers[at], words)),
  ]);
  const lines = Object.entries(LETTERS).filter(([name]) => fields.has(name)).map(([name, letter]) =>
    row(make("td", "letter", letter), words.say(name), number(fields.get(name))));
  for (const line of ended) {
    const opened = booths.find(one => equal(one.opening, line.opening));
    lines.push(row(make("td", "letter", `X${opened.booth}`), words.say("slips_exchanged"), number(line.exchanged)));
    if (!isInSums(opened, content)) lines.push(row(make("td", "letter", `BH${opened.booth}`), words.say("by_hand"), number(line.by_hand)));
  }
  const ofBooths = booths.map(line => row(words.say("booth", line.booth), number(line.cast), number(line.spent), number(line.issued)));
  const ofDesks = desks.map(({ desk, report, listed, marked, activations, issued, outside }) =>
    row(`№ ${desk}`, ...(desk > 1 && report === null ? [words.say("slip_desk_dead")] : [listed, marked, activations, issued, outside].map(one => number(one)))));
  const deskHead = row("", ...["A", "S", "T", "F*", "G*"].map(head));
  const times = ["opened", "closed", "count_began", "signed"].map(name =>
    row(words.say(`at_${name}`), number(when(moments[name], definitions.precinct.minutes_east))));
  return [
    version > 1 ? make("p", "finding explained", words.say("supersedes", version - 1, correction)) : null,
    ...contests,
    reason ? make("p", "", make("b", "", words.say("explains")), " ", reason) : null,
    make("details", "", make("summary", "", words.say("all_lines")), table(...lines)),
    make("details", "", make("summary", "", words.say("slip_paper")), ...ofPaper),
    make("details", "", make("summary", "", words.say("booths_and_times")),
      table(row("", head(words.say("ballots_cast")), head(words.say("spent")), head(words.say("issued"))), ...ofBooths), ...(desks.length ? [table(deskHead, ...ofDesks)] : []), table(...times)),
  ].filter(Boolean);
}

/** As on the slip: what was handed out outside and is in no portable box is a line. */
const ofPortable = ({ outside, portable }, words) => (outside === 0 ? []
  : [row(make("td", "letter", "GJ"), words.say("box_portable_away"), number(outside - portable))]);

const head = text => make("th", "number", text);

function votes({ options, votes_allowed: allowed, blank, referendum }, electronic, paper, words) {
  const lines = options.map((option, at) => line(words.name(option.names), electronic[at], paper[at], ""));
  const size = options.length;
  const last = electronic[size + allowed - 1]; // counts the ballots without any mark (formats, section 4)
  const [, uncounted, invalid] = paper.slice(-REST);
  if (blank === OWN_LINE) lines.push(line(words.say("blank"), last, paper[size], "quiet"));
  if (referendum) lines.push(line(words.say("paper_uncounted"), null, uncounted, "quiet"));
  lines.push(line(words.say("invalid"), blank === INVALID ? last : null, invalid, "quiet"));
  return table(row("", head(words.say("electronic_short")), head(words.say("paper_short")), head("Σ")), ...lines);
}

function line(name, electronic, paper, classes) {
  const made = row(name, number(electronic ?? "—"), number(paper), number((electronic ?? 0) + paper, "sum"));
  made.className = classes;
  return made;
}
