/* A booth's closing, as device/booth/ballots/closing.py and docs/cast-protocol.md, section 5a, order its writes: ballots
   are copied in order, then the slots that they were cast into are erased, then the totals are printed, and reprinted.

   A ballot may stand whole on one chip only when closing begins. One sector holds all slots, and one all sorted places. */
#define NO_BALLOT_IS_LOST 1 /* every ballot stands whole on a chip, whatever happens */
#define TOTALS_ARE_ALL 2 /* totals that are printed are those of all ballots, also when they are printed again */
#define SORTED_ONCE 3 /* no ballot is sorted into two places of a chip */
#define NOTHING_STAYS 4 /* once it is closed, nothing stands where it was cast */
#define SETTLES 5 /* a booth closes when nothing more goes wrong */
#define CHIPS_AGREE 10 /* where only the power went, both chips are alike in the end */
#include "writes.pml"
#include "chips.pml"

#define BALLOTS 2
#ifndef LOOKS
#define LOOKS 2      /* at what seems to be missing or blank, with a check whether both chips are there between */
#endif
#ifndef REPRINTS
#define REPRINTS 1
#endif
#define RECORD_OF(b) (10 + (b))
#define TORN_OF(b)   (20 + (b))
#define IS_RECORD(x) ((x) >= 10 && (x) < 20)
#define ALL 3        /* a bit for each ballot */

typedef Chip { byte slot[BALLOTS]; byte sorted[BALLOTS]; bit closing, in_order, cleared, closed }
Chip chips[2];
byte reprints = 0;

/* A mark that is believed only when both chips show it. */
#define mark_both(name, mark) \
  write_mark(name, 0, chips[0].mark, 1); ok = READ(0, mark); \
  if :: ok -> write_mark(name, 1, chips[1].mark, 1); ok = READ(1, mark) :: else fi

inline erase_places(chip) { atomic {
  fate(SORTED_COPY, chip);
  if
  :: STANDS -> chips[chip].sorted[0] = BLANK; chips[chip].sorted[1] = BLANK
  :: TORN -> chips[chip].sorted[0] = DAMAGED; chips[chip].sorted[1] = DAMAGED
  :: else
  fi;
  answer() } }

inline erase_slots(chip) { atomic {
  fate(BALLOTS_ERASED, chip);
  if
  :: STANDS -> chips[chip].slot[0] = BLANK; chips[chip].slot[1] = BLANK
  :: TORN -> chips[chip].slot[0] = DAMAGED; chips[chip].slot[1] = DAMAGED
  :: else
  fi;
  answer() } }

/* Is all of it blank? A chip that is away reads as blank, too: it is asked between two looks. */
inline look_blank(chip) {
  ok = (READ(chip, slot[0]) == BLANK && READ(chip, slot[1]) == BLANK);
#if LOOKS > 1
  if :: ok && away[chip] -> ok = 0; doubtful = 1
     :: ok && !away[chip] -> ok = (READ(chip, slot[0]) == BLANK && READ(chip, slot[1]) == BLANK)
     :: else fi
#endif
}

inline clear_slots(chip) {
  look_blank(chip);
  if
  :: ok || doubtful -> skip
  :: else -> erase_slots(chip);
#if LOOKS > 1
     if :: ok -> look_blank(chip) :: else fi
#endif
  fi }

/* found: the ballots that either chip shows, a bit each. */
inline look(first, second) {
  x = first;
  if :: !IS_RECORD(x) -> x = second :: else fi }

inline take_up() { atomic { if :: IS_RECORD(x) -> found = found | (1 << (x - 10)) :: else fi; b++; x = 0 } }

#if LOOKS > 1
#define look_for(part) \
  b = 0; found = 0; \
  do \
  :: b == BALLOTS -> break \
  :: else -> \
     look(READ(0, part[b]), READ(1, part[b])); \
     if \
     :: !IS_RECORD(x) -> \
        if :: away[0] || away[1] -> doubtful = 1 :: else fi; \
        look(READ(0, part[b]), READ(1, part[b])) \
     :: else \
     fi; \
     take_up() \
  od; b = 0
#else
#define look_for(part) \
  b = 0; found = 0; \
  do \
  :: b == BALLOTS -> break \
  :: else -> look(READ(0, part[b]), READ(1, part[b])); take_up() \
  od; b = 0
#endif

/* The ballots of `order` in ascending places of one chip; bad: places where that failed. */
inline fill(chip) {
  b = 0; at = 0; bad = 0;
  do
  :: b == BALLOTS -> break
  :: else ->
     if
     :: !(order & (1 << b)) -> skip
     :: else ->
        x = READ(chip, sorted[at]);
        if
        :: x == RECORD_OF(b) -> ok = 1
        :: IS_RECORD(x) && x != RECORD_OF(b) -> ok = 0      /* another's is never overwritten */
        :: else ->
           ok = (READ(0, slot[b]) == RECORD_OF(b));
           if :: ok -> skip :: else -> ok = (READ(1, slot[b]) == RECORD_OF(b)) fi;
           if :: ok -> write_whole(SORTED_COPY, chip, chips[chip].sorted[at], RECORD_OF(b), TORN_OF(b)) :: else fi
        fi;
        atomic { x = 0; if :: ok -> skip :: else -> bad = bad | (1 << at) fi; at++ }
     fi;
     b++
  od; b = 0; at = 0 }

active proctype Booth() {
  mtype how;
  byte b, at, x, order, found, bad, worn, again;
  bit ok, doubtful;

  choose_budgets();
  atomic {                                               /* all were cast; one may have a damaged copy */
    chips[0].slot[0] = RECORD_OF(0); chips[1].slot[0] = RECORD_OF(0);
    chips[0].slot[1] = RECORD_OF(1); chips[1].slot[1] = RECORD_OF(1);
    if :: chips[0].slot[0] = DAMAGED; only_cuts = 0 :: chips[1].slot[0] = DAMAGED; only_cuts = 0 :: true fi };

boot: atomic {
    if :: again && !cuts && !refusals && !denials && !losses && !away[0] && !away[1] ->
          if :: CHECKED(SETTLES) -> assert(again < 4) :: else fi; again++
       :: else -> again = 1 fi;
    how = done; b = 0; at = 0; x = 0; order = 0; found = 0; bad = 0; worn = 0; ok = 0; doubtful = 0 };
  !away[0] && !away[1];                                  /* both chips are ours, else the page of the technician */
  if :: EITHER(closed) -> goto closed :: else fi;
  if
  :: EITHER(in_order) -> skip
  :: else ->
     mark_both(CLOSING, closing);
     if :: !ok -> goto boot :: else fi;
     look_for(slot);
     if :: doubtful -> goto boot :: else order = found fi;
     fill(0);
     if :: bad -> erase_places(0); fill(0) :: else fi;
     worn = bad;
     fill(1);
     if :: bad -> erase_places(1); fill(1) :: else fi;
     if :: worn & bad -> goto boot :: else worn = 0; bad = 0; order = 0 fi
  fi;
  mark_both(SORTED, in_order);
  if :: !ok -> goto boot :: else fi;
  clear_slots(0);
  if :: !ok -> goto boot :: else fi;
  clear_slots(1);
  if :: !ok -> goto boot :: else fi;
  mark_both(CLEARED, cleared);
  if :: !ok -> goto boot :: else fi;
print:
  look_for(sorted);
  if :: doubtful -> goto boot :: else fi;
  power_may_go();
  atomic { printf("NOTE totals are printed, ballots %d\n", found);
    if :: CHECKED(TOTALS_ARE_ALL) -> assert(found == ALL) :: else fi };
  mark_both(CLOSED, closed);                             /* whether or not it stands: else they are printed again */

closed: atomic { how = done; ok = 0; found = 0; doubtful = 0; again = 0 };
  if
  :: reprints < REPRINTS -> reprints++; printf("NOTE printed again\n"); goto print
  :: restarts > 0 -> restarts--; printf("NOTE restart\n"); goto boot
  :: true -> skip
  fi;
  is_over = 1;
  atomic {
    !away[0] && !away[1];
    b = 0; do
    :: b < BALLOTS -> x = 0; at = 0; do
       :: at < BALLOTS ->
          if :: chips[0].sorted[at] == RECORD_OF(b) -> x = x + 1 :: else fi;
          if :: chips[1].sorted[at] == RECORD_OF(b) -> x = x + 4 :: else fi; at++
       :: else -> break od;
       if :: CHECKED(NO_BALLOT_IS_LOST) -> assert(x) :: else fi;
       if :: CHECKED(SORTED_ONCE) -> assert((x & 3) < 2 && x < 8) :: else fi; b++
    :: else -> break od;
    if :: CHECKED(NOTHING_STAYS) ->
       assert(chips[0].slot[0] == BLANK && chips[0].slot[1] == BLANK);
       assert(chips[1].slot[0] == BLANK && chips[1].slot[1] == BLANK)
    :: else fi;
    if :: CHECKED(CHIPS_AGREE) && only_cuts ->
       at = 0; do :: at < BALLOTS -> assert(chips[0].sorted[at] == chips[1].sorted[at]); at++ :: else -> break od
    :: else fi;
    if :: chips[0].closed && chips[1].closed && x -> printf("GOOD a booth is closed and all is printed\n") :: else fi;
    if :: reprints && chips[0].closed -> printf("GOOD its totals are printed again\n") :: else fi
  }
}
