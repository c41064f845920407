// The equations of a protocol (formats, section 7), with the letters of the slip.
import { equal } from "./bytes.js";
import { NOT_ALLOWED, REST, isInSums } from "./ranges.js";
import { electronicOf, isOfAll, recordedOf, returnedOf } from "./styles.js";

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

/** Every equation that applies: [{text, left, relation, right, byPeople, holds}]. byPeople: something in it was
 * counted by hand or depends on what people did, so that a reason can explain a breach; no reason explains another. */
export function equations(protocol, election) {
  const { fields, booths, paper, papers, styles, desks, accounts = [], ended = [] } = protocol;
  const found = [];
  const add = (byPeople, text, left, relation, right) =>
    found.push({ text, left, relation, right, byPeople, holds: relation === "=" ? left === right : left <= right });
  const value = name => fields.get(name);
  const byHand = sum(ended.map(line => line.by_hand));
  const dead = (desks ?? []).filter(({ desk, report }) => desk > 1 && report === null);
  ofPrecinct(value, booths, byHand, dead.length > 0, add);
  if (desks) ofDesks(fields, desks, value, add);
  if (desks) ofAccounts(desks, accounts, sum(election.contests.map((_, at) => givenOut(recordedOf(protocol, election, at)))), add);
  for (const { desk } of dead) add(true, `D${desk}`, 0, "=", 1); // it has no report: somebody has to say why
  ofEnded(ended, protocol, value, add);
  if (styles) ofStyles(styles, value, add);
  add(true, "ΣI = I*", sum(papers.map(line => line.spoiled)), "=", value("spoiled_recorded"));
  add(true, "ΣP = P*", sum(papers.map(line => line.withdrawn)), "=", value("withdrawn_recorded"));
  election.contests.forEach((contest, at) => {
    const ofContest = (byPeople, text, ...rest) => add(byPeople, `${at + 1}. ${text}`, ...rest);
    const [mine, forAll] = [recordedOf(protocol, election, at), isOfAll(election, at)];
    ofPaper(papers[at], mine, returnedOf(protocol, election, at), ofContest);
    ofElectronicVotes(contest, electronicOf(protocol, election, at), mine.cast, ofContest);
    if (!forAll) ofContest(false, "0 ≤ N", 0, "≤", electronicOf(protocol, election, at).at(-1));
    const boxes = papers[at].portable + papers[at].room;
    if (byHand && !forAll) ofSomeByHand(contest, paper[at], boxes, byHand, ofContest);
    else ofPaperVotes(contest, paper[at], boxes + byHand, ended.length ? "J + K + BH" : "J + K", ofContest);
  });
  return found;
}

/** isDeskDead: nobody knows all slips, so that more may have been used than are known. */
function ofPrecinct(value, booths, byHand, isDeskDead, add) {
  const paperGiven = value("issued_recorded") + value("outside_recorded");
  const cast = sum(booths.map(line => line.cast));
  const [voted, votes] = [byHand ? "L + BH" : "L", value("electronic") + byHand];
  const slips = value("slips_returned") + value("slips_exchanged") + value("slips_cancelled");
  add(false, "D = A + B − C", value("on_list"), "=", value("listed") + value("added") - value("certificates"));
  add(false, "BC ≤ B", value("by_certificate"), "≤", value("added"));
  add(true, "CR = C + CU + CQ", value("certificates_received"), "=",
    value("certificates") + value("certificates_cancelled") + value("certificates_lost"));
  add(true, "0 ≤ D", 0, "≤", value("on_list"));
  add(false, "S + X + YX = T + F* + G*", value("marked") + value("slips_exchanged") + value("slips_changed"), "=", value("activations") + paperGiven);
  add(true, "S ≤ D", value("marked"), "≤", value("on_list"));
  add(true, `${voted} + F* + G* ≤ D`, votes + paperGiven, "≤", value("on_list"));
  add(true, `${voted} + R + X + Y ≤ T`, votes + slips, "≤", value("activations"));
  add(true, "YX ≤ Y", value("slips_changed"), "≤", value("slips_cancelled"));
  add(false, "Y = ΣY", value("slips_cancelled"), "=", sum(booths.map(line => line.cancelled)));
  add(false, "L = ΣL", value("electronic"), "=", cast);
  add(isDeskDead, "L ≤ T", cast, "≤", value("activations"));
  add(false, "CH = ΣCH", value("challenged"), "=", sum(booths.map(line => line.challenged)));
  add(false, "T = ΣT", value("activations"), "=", sum(booths.map(line => line.issued)));
  for (const { booth, cast: ballots, cancelled, spent, issued } of booths) {
    add(false, `L${booth} + Y${booth} ≤ U${booth}`, ballots + cancelled, "≤", spent);
    add(isDeskDead, `U${booth} ≤ T${booth}`, spent, "≤", issued);
  }
}

/** The precinct's numbers are those of its desks together. */
function ofDesks(fields, desks, value, add) {
  const [{ desk, report, ...first }] = desks;
  for (const name of Object.keys(first)) {
    const field = fields.has(`${name}_recorded`) ? `${name}_recorded` : name;
    add(false, `${field} = Σ`, value(field), "=", sum(desks.map(line => line[name])));
  }
}

const givenOut = ({ issued, outside }) => issued + outside;

/** What a desk gave is on its members' accounts. What a member received is given out, spoiled or given back, and nobody
 * has an account at two desks, or somebody has to say why. ballots: paper that was given out, of all contests. */
function ofAccounts(desks, accounts, ballots, add) {
  add(false, "ΣFB = ΣF* + ΣG*", sum(accounts.map(one => one.ballots)), "=", ballots);
  for (const { desk, holder, received, ballots: given, spoiled, unused } of accounts) {
    add(true, `№${desk}/${holder}: E = FB + I* + H`, received, "=", given + spoiled + unused);
  }
  for (const line of desks) {
    const mine = accounts.filter(one => one.desk === line.desk);
    const of = name => sum(mine.map(one => one[name]));
    add(false, `T(${line.desk}) = Σ`, line.activations, "=", of("slips"));
    for (const name of ["issued", "outside", "spoiled", "paper_returned", "slips_returned"]) {
      add(false, `${name}(${line.desk}) = Σ`, line[name], "=", of(name));
    }
  }
  const holders = accounts.map(one => one.holder);
  for (const holder of new Set(holders)) add(true, `№${holder}`, holders.filter(one => one === holder).length, "≤", 1);
}

/** Openings that another one followed, or that are in no sum: nobody both cast a ballot and exchanged the slip. */
function ofEnded(ended, protocol, value, add) {
  add(false, "X = ΣX", value("slips_exchanged"), "=", sum(ended.map(line => line.exchanged)));
  for (const { opening, exchanged, by_hand: byHand } of ended) {
    for (const line of protocol.booths.filter(one => equal(one.opening, opening))) {
      const [letter, ballots] = isInSums(line, protocol) ? ["L", line.cast] : ["BH", byHand];
      add(true, `${letter}${line.booth} + X${line.booth} ≤ T${line.booth}`, ballots + exchanged, "≤", line.issued);
    }
  }
}

/** Each ballot is of one style. */
function ofStyles(styles, value, add) {
  add(false, "L = ΣL", value("electronic"), "=", sum(styles.map(line => line.cast)));
  add(false, "F* = ΣF*", value("issued_recorded"), "=", sum(styles.map(line => line.issued)));
  add(false, "G* = ΣG*", value("outside_recorded"), "=", sum(styles.map(line => line.outside)));
}

function ofPaper(line, mine, returned, add) {
  const { received, withdrawn, issued, outside, unused, spoiled, lost, portable, room } = line;
  add(true, "E = P + F + G + H + I + Q", received, "=", withdrawn + issued + outside + unused + spoiled + lost);
  add(false, "F = F*", issued, "=", mine.issued);
  add(true, "G = G*", outside, "=", mine.outside);
  add(true, "J ≤ G", portable, "≤", outside);
  add(true, "K ≤ F", room, "≤", issued);
  add(true, "J + K + FR ≤ F + G", portable + room + returned, "≤", issued + outside);
}

function ofElectronicVotes({ votes_allowed: allowed, blank }, votes, ballots, add) {
  const text = allowed === 1 ? "V + N = L" : `V + W = ${allowed} L`;
  add(false, text, sum(votes), "=", ballots * allowed);
  if (blank === NOT_ALLOWED) add(false, "N = 0", votes[votes.length - 1], "=", 0);
}

/** Of a contest that not everybody has: nobody knows how many of the ballots counted by hand have it. */
function ofSomeByHand({ votes_allowed: allowed }, votes, boxes, byHand, add) {
  const least = Math.ceil(sum(votes.slice(0, -REST)) / allowed) + sum(votes.slice(-REST));
  add(true, "V + N + VN + M ≤ J + K + BH", least, "≤", boxes + byHand);
  add(true, "J + K ≤ V + N + VN + M", boxes, "≤", sum(votes));
}

function ofPaperVotes({ votes_allowed: allowed }, votes, ballots, boxes, add) {
  if (allowed === 1) {
    add(true, `V + N + VN + M = ${boxes}`, sum(votes), "=", ballots);
    return;
  }
  const [given, valid] = [sum(votes.slice(0, -REST)), ballots - sum(votes.slice(-REST))];
  add(true, `${boxes} − N − VN − M ≤ V`, valid, "≤", given);
  add(true, `V ≤ ${allowed} (${boxes} − N − VN − M)`, given, "≤", valid * allowed);
}
