/* A desk's check-in, as docs/cast-protocol.md orders its writes: entry, hour, index, voter; slip; zeros over the entry.

   Slips of one index are one activation however often they are printed, so what counts is the set of indices on paper.
   EXCHANGE: the same act for a slip of an opening that ended: a "voter" is such a slip, marked as exchanged; no hour. */
#define ONE_ACTIVATION 1 /* a voter gets one activation, however often its slip is printed */
#define SLIP_HAS_MARK 2 /* no slip without the mark of its voter */
#define SLIP_HAS_INDEX 3 /* no slip without its activation issued */
#define INDEX_GOES_ONCE 4 /* an activation goes to one voter */
#define MARK_HAS_SLIP 5 /* no marked voter without a slip */
#define MARKS_ARE_INDICES 6 /* marked voters are as many as issued activations */
#define HOURS_ARE_MARKS 7 /* hours count as many as are marked */
#define SETTLES 8 /* what is unsettled is settled when nothing more goes wrong */
#define CHIPS_AGREE 10 /* where only the power went, both chips are alike in the end */
#include "writes.pml"
#include "chips.pml"

#ifndef COMINGS
#define COMINGS 3
#endif
#ifndef LOOKS
#define LOOKS 2      /* at the entries when the power comes, with a look whether both chips are there between */
#endif
#ifdef EXCHANGE
#define mark_whom() mark_either(EXCHANGED, mark[VOTER_OF(entry)])
#define HAS_HOUR 0
#else
#define mark_whom() mark_either(MARKED, mark[VOTER_OF(entry)])
#define HAS_HOUR 1
#endif
#define VOTERS 2
#define INDICES 3
#define ENTRIES 5
#define PLACES 3     /* of an hour */
#define ENTRY_OF(voter, index, place) (16 + 16 * (voter) + 4 * (index) + (place))
#define VOTER_OF(entry) (((entry) - 16) / 16)
#define INDEX_OF(entry) ((((entry) - 16) / 4) % 4)
#define PLACE_OF(entry) (((entry) - 16) % 4)
#define ENTRY_TORN 3

typedef Chip { byte entry[ENTRIES]; bit mark[VOTERS]; bit issued[INDICES]; bit hour[PLACES] }
Chip chips[2];
byte comings = 0;
byte slips[VOTERS];  /* a bit for every index that came out on paper for a voter */

#define GONE(chip, p)  (!away[chip] && chips[chip].entry[p] < 16)
#define mark_either(name, place) \
  write_mark(name, 0, chips[0].place, 1); was_ok = ok; \
  write_mark(name, 1, chips[1].place, 1); \
  ok = was_ok || ok || EITHER(place)

inline forget(p) {
  write_zeros(CHECK_IN_FORGOTTEN, 0, chips[0].entry[p]);
  atomic { if :: !ok && !GONE(0, p) -> unsettled = 1 :: else fi };
  write_zeros(CHECK_IN_FORGOTTEN, 1, chips[1].entry[p]);
  atomic { if :: !ok && !GONE(1, p) -> unsettled = 1 :: else fi } }

inline begin() {
  tries = 3; place = ENTRIES;
  do
  :: place < ENTRIES || !tries || next >= ENTRIES || unsettled -> break
  :: else ->
     atomic { p = next; next++ };
     if
     :: READ(0, entry[p]) != BLANK || READ(1, entry[p]) != BLANK -> skip
     :: else ->
        write_whole(CHECK_IN_ENTRY, 0, chips[0].entry[p], entry, ENTRY_TORN);
        if :: ok -> write_whole(CHECK_IN_ENTRY, 1, chips[1].entry[p], entry, ENTRY_TORN) :: else fi;
        if
        :: ok -> place = p
        :: else -> forget(p);
           atomic { if
           :: !unsettled && READ(0, entry[p]) == BLANK && READ(1, entry[p]) == BLANK -> next = p; tries = 0
           :: else -> tries--
           fi }
        fi
     fi
  od; tries = 0; p = 0 }

/* What the entry says, forward only: none of it can be undone. */
inline make_marks() {
  if :: !HAS_HOUR || BOTH(hour[PLACE_OF(entry)]) -> skip :: else -> mark_either(HOUR, hour[PLACE_OF(entry)]); if :: !ok -> unsettled = 1 :: else fi fi;
  if :: unsettled || BOTH(issued[INDEX_OF(entry)]) -> skip
     :: else -> mark_either(ISSUED, issued[INDEX_OF(entry)]); if :: !ok -> unsettled = 1 :: else fi fi;
  if :: unsettled || BOTH(mark[VOTER_OF(entry)]) -> skip
     :: else -> mark_whom(); if :: !ok -> unsettled = 1 :: else fi fi }

inline look() {  /* the entry that stands, on either chip; the highest place is the newest */
  do
  :: p >= ENTRIES -> break
  :: else ->
     atomic { x = READ(0, entry[p]) };
     atomic { y = READ(1, entry[p]);
       if
       :: x == BLANK && y == BLANK -> if :: p > next -> next = p :: else fi; p = ENTRIES
       :: x == ZEROS && y == ZEROS -> p++
       :: else -> if :: x >= 16 -> entry = x; place = p :: x < 16 && y >= 16 -> entry = y; place = p
                     :: else -> torn = p + 1 fi; p++
       fi; x = 0; y = 0 }
  od; p = 0 }

active proctype Desk() {
  mtype how;
  byte next, place, p, x, y, v, i, h, n, entry, tries, again, torn;
  bit ok, was_ok, unsettled;

  choose_budgets();
boot: atomic {
    if :: unsettled && !cuts && !refusals && !denials && !losses && !away[0] && !away[1] -> again++;
          if :: CHECKED(SETTLES) -> assert(again < 4) :: else fi
       :: else fi;
    how = done; next = 0; place = 0; p = 0; x = 0; y = 0; v = 0; i = 0; h = 0; n = 0; entry = 0; tries = 0; torn = 0;
    ok = 0; was_ok = 0; unsettled = 0 };
  !away[0] && !away[1];
  look();
#if LOOKS > 1
  if :: away[0] || away[1] -> goto boot :: else fi;
  look();
#endif
  if :: torn -> forget(torn - 1); torn = 0 :: else fi;
  if :: unsettled -> goto boot :: entry && !unsettled -> goto finish :: else fi;

idle: atomic { ok = 0; was_ok = 0; place = 0; p = 0; x = 0; v = 0; i = 0; h = 0; entry = 0; tries = 0; how = done; again = 0 };
  if
  :: comings < COMINGS -> atomic { comings++; do :: v < VOTERS - 1 -> v++ :: break od };
     if :: away[0] || away[1] || EITHER(mark[v]) -> goto idle :: else fi;
     if  /* an index that neither chip knows, at random */
     :: !EITHER(issued[0]) -> i = 0 :: !EITHER(issued[1]) -> i = 1 :: !EITHER(issued[2]) -> i = 2 :: else -> goto idle
     fi;
     atomic { do :: h < PLACES && EITHER(hour[h]) -> h++ :: else -> break od; if :: h == PLACES -> goto idle :: else fi };
     /* what permits is believed after a look whether both chips are there, and a second look */
     if :: away[0] || away[1] -> goto idle :: else fi;
     if :: EITHER(mark[v]) || EITHER(issued[i]) || EITHER(hour[h]) -> goto idle :: else fi;
     atomic {
       entry = ENTRY_OF(v, i, h); v = 0; i = 0; h = 0 };
     begin();
     if :: unsettled -> goto boot :: place == ENTRIES -> goto idle :: else fi
  :: restarts > 0 -> restarts--; printf("NOTE restart\n"); goto boot
  :: goto evening
  fi;
finish:
  make_marks();
  if :: unsettled -> goto boot :: else fi;
  power_may_go();
  atomic {
    slips[VOTER_OF(entry)] = slips[VOTER_OF(entry)] | (1 << INDEX_OF(entry));
    printf("NOTE slip %d for voter %d\n", INDEX_OF(entry), VOTER_OF(entry));
    if :: CHECKED(SLIP_HAS_MARK) -> assert((chips[0].mark[VOTER_OF(entry)] | chips[1].mark[VOTER_OF(entry)])) :: else fi;
    if :: CHECKED(SLIP_HAS_INDEX) -> assert((chips[0].issued[INDEX_OF(entry)] | chips[1].issued[INDEX_OF(entry)])) :: else fi;
    if :: CHECKED(INDEX_GOES_ONCE) -> assert(!(slips[0] & slips[1])) :: else fi };
  power_may_go();
  forget(place);
  if :: unsettled -> goto boot :: else goto idle fi;

evening:
  is_over = 1;
  atomic {                                               /* reports are counted while both chips are there */
    !away[0] && !away[1];
    byte marks, indices, hours;
    v = 0; do :: v < VOTERS -> marks = marks + EITHER(mark[v]);
      if :: CHECKED(ONE_ACTIVATION) -> assert((slips[v] & (slips[v] - 1)) == 0 || slips[v] == 0) :: else fi;
      if :: CHECKED(MARK_HAS_SLIP) -> assert(!EITHER(mark[v]) || slips[v]) :: else fi; v++ :: else -> break od;
    i = 0; do :: i < INDICES -> indices = indices + EITHER(issued[i]); i++ :: else -> break od;
    h = 0; do :: h < PLACES -> hours = hours + EITHER(hour[h]); h++ :: else -> break od;
    if :: CHECKED(MARKS_ARE_INDICES) -> assert(marks == indices) :: else fi;
    if :: CHECKED(HOURS_ARE_MARKS) && HAS_HOUR -> assert(marks == hours) :: else fi;
    if :: CHECKED(CHIPS_AGREE) && only_cuts ->
       i = 0; do :: i < ENTRIES -> assert(chips[0].entry[i] == chips[1].entry[i]); i++ :: else -> break od;
       v = 0; do :: v < VOTERS -> assert(chips[0].mark[v] == chips[1].mark[v]); v++ :: else -> break od;
       i = 0; do :: i < INDICES -> assert(chips[0].issued[i] == chips[1].issued[i]); i++ :: else -> break od
    :: else fi;
    if :: marks == 2 && slips[0] && slips[1] -> printf("GOOD both voters are marked and have a slip\n") :: else fi
  }
}
