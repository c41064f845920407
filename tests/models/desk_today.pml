/* A desk's check-in as device/desk/roll/check_ins.py and device/desk/check_in.py do it before the repair of
   docs/cast-protocol.md. It is here for its counterexamples, and goes when the firmware has changed.

   Slips of one index are one activation however often they are printed, so what counts is the set of indices on paper. */
#define ONE_ACTIVATION 1 /* a voter gets one activation, however often its slip is printed */
#define SLIP_HAS_MARK 2 /* no slip without the mark of its voter */
#define SLIP_HAS_INDEX 3 /* no slip without its activation issued */
#define INDEX_GOES_ONCE 4 /* an activation goes to one voter */
#define MARK_HAS_SLIP 5 /* no marked voter without a slip */
#define MARKS_ARE_INDICES 6 /* marked voters are as many as issued activations */
#define HOURS_ARE_MARKS 7 /* hours count as many as are marked */
#define CHIPS_AGREE 10 /* where only the power went, both chips are alike in the end */
#include "writes.pml"
#include "chips.pml"

#ifndef COMINGS
#define COMINGS 3
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

/* twin.program: the second chip only where the first took it */
#define mark_both(name, place) \
  write_mark(name, 0, chips[0].place, 1); \
  if :: ok -> write_mark(name, 1, chips[1].place, 1) :: else fi

inline forget(p) { write_zeros(CHECK_IN_FORGOTTEN, 0, chips[0].entry[p]); write_zeros(CHECK_IN_FORGOTTEN, 1, chips[1].entry[p]) }

inline begin() {
  tries = 3; place = ENTRIES;
  do
  :: place < ENTRIES || !tries || next >= ENTRIES -> break
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
           :: READ(0, entry[p]) == BLANK && READ(1, entry[p]) == BLANK -> next = p; tries = 0
           :: else -> tries--
           fi }
        fi
     fi
  od; tries = 0; p = 0 }

inline make_marks() {
  mark_both(HOUR, hour[PLACE_OF(entry)]);
  if
  :: !ok -> atomic { h = PLACE_OF(entry) + 1; do :: h < PLACES && EITHER(hour[h]) -> h++ :: else -> break od };
     if :: h < PLACES -> mark_both(HOUR, hour[h]) :: else fi; h = 0
  :: else
  fi;
  mark_both(ISSUED, issued[INDEX_OF(entry)]);
  if :: ok -> mark_both(MARKED, mark[VOTER_OF(entry)]) :: else fi }

active proctype Desk() {
  mtype how;
  byte next, place, p, x, y, v, i, h, n, entry, tries, pending;
  bit ok;

  choose_budgets();
boot: atomic {
    how = done; next = 0; place = 0; p = 0; x = 0; y = 0; v = 0; i = 0; h = 0; n = 0; entry = 0; tries = 0; pending = 0; ok = 0 };
  !away[0] && !away[1];
  next = ENTRIES;
  do
  :: p >= ENTRIES -> break
  :: else ->
     atomic { x = READ(0, entry[p]) }; atomic { y = READ(1, entry[p]) };
     if
     :: x == BLANK && y == BLANK -> next = p; break
     :: x == ZEROS && y == ZEROS -> skip
     :: else ->
        entry = (x >= 16 -> x : (y >= 16 -> y : 0)); ok = 0;
        if :: entry -> make_marks() :: else fi;
        if :: entry && ok -> pending = entry; place = p :: else -> forget(p) fi
     fi; p++
  od;
  atomic { x = 0; y = 0; p = 0; entry = pending; pending = 0 };
  if :: entry -> goto hand_over :: else fi;

idle: atomic { ok = 0; place = 0; p = 0; x = 0; v = 0; i = 0; h = 0; entry = 0; tries = 0; how = done };
  if
  :: comings < COMINGS -> atomic { comings++; do :: v < VOTERS - 1 -> v++ :: break od };
     if :: BOTH(mark[v]) -> goto idle :: else fi;
     if  /* an index that neither chip knows, at random */
     :: !BOTH(issued[0]) -> i = 0 :: !BOTH(issued[1]) -> i = 1 :: !BOTH(issued[2]) -> i = 2 :: else -> goto idle
     fi;
     atomic { do :: h < PLACES && EITHER(hour[h]) -> h++ :: else -> break od;
       if :: h == PLACES -> goto idle :: else fi;
       entry = ENTRY_OF(v, i, h); v = 0; i = 0; h = 0 };
     begin();
     if :: place == ENTRIES -> goto idle :: else fi
  :: restarts > 0 -> restarts--; printf("NOTE restart\n"); goto boot
  :: goto evening
  fi;
  make_marks();
  if :: !ok -> p = place; forget(p); goto idle :: else fi;
hand_over:
  power_may_go();
  atomic {
    slips[VOTER_OF(entry)] = slips[VOTER_OF(entry)] | (1 << INDEX_OF(entry));
    printf("NOTE slip %d for voter %d\n", INDEX_OF(entry), VOTER_OF(entry));
    if :: CHECKED(SLIP_HAS_MARK) -> assert((chips[0].mark[VOTER_OF(entry)] | chips[1].mark[VOTER_OF(entry)])) :: else fi;
    if :: CHECKED(SLIP_HAS_INDEX) -> assert((chips[0].issued[INDEX_OF(entry)] | chips[1].issued[INDEX_OF(entry)])) :: else fi;
    if :: CHECKED(INDEX_GOES_ONCE) -> assert(!(slips[0] & slips[1])) :: else fi };
  power_may_go();
  forget(place);
  goto idle;

evening:
  is_over = 1;
  atomic {                                               /* reports are counted while both chips are there */
    !away[0] && !away[1];
    byte marks, indices, hours;
    v = 0; do :: v < VOTERS -> marks = marks + BOTH(mark[v]);
      if :: CHECKED(ONE_ACTIVATION) -> assert((slips[v] & (slips[v] - 1)) == 0 || slips[v] == 0) :: else fi;
      if :: CHECKED(MARK_HAS_SLIP) -> assert(!BOTH(mark[v]) || slips[v]) :: else fi; v++ :: else -> break od;
    i = 0; do :: i < INDICES -> indices = indices + BOTH(issued[i]); i++ :: else -> break od;
    h = 0; do :: h < PLACES -> hours = hours + BOTH(hour[h]); h++ :: else -> break od;
    if :: CHECKED(MARKS_ARE_INDICES) -> assert(marks == indices) :: else fi;
    if :: CHECKED(HOURS_ARE_MARKS) -> assert(marks == hours) :: else fi;
    if :: CHECKED(CHIPS_AGREE) && only_cuts ->
       i = 0; do :: i < ENTRIES -> assert(chips[0].entry[i] == chips[1].entry[i]); i++ :: else -> break od;
       v = 0; do :: v < VOTERS -> assert(chips[0].mark[v] == chips[1].mark[v]); v++ :: else -> break od;
       i = 0; do :: i < INDICES -> assert(chips[0].issued[i] == chips[1].issued[i]); i++ :: else -> break od
    :: else fi;
    if :: marks == 2 && slips[0] && slips[1] -> printf("GOOD both voters are marked and have a slip\n") :: else fi
  }
}
