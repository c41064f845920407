/* A booth's cast, as docs/cast-protocol.md orders its writes: entries, slip marks, copies, the bit *cast*.

   Sessions are numbered; a ballot is sealed anew in each, so the session's number stands for the record, for the slip
   and, by `owner`, for the activation. An entry of the intents' region is SLIP_OF(session) or CAST_OF(session, slot). */
#define ONE_BALLOT 1 /* an activation has at most one ballot */
#define CAST_IS_IN 2 /* a ballot that was said to be cast is in, once */
#define NOT_CAST_IS_OUT 3 /* a ballot that was said not to be cast is not in */
#define SLIP_STAYS_GOOD 4 /* who was told that the slip stays good can still vote with it */
#define TOTALS_ARE_BITS 5 /* ballots are as many as spent activations */
#define SLIPS_ADD_UP 6 /* ballots are as many as slips ended as cast, and every started slip has one end */
#define WORDS_STAND 7 /* what was said of a ballot is never said otherwise later */
#define SETTLES 8 /* what is unsettled is settled when nothing more goes wrong */
#define CHIPS_AGREE 10 /* where only the power went, both chips are alike in the end */
#include "writes.pml"
#include "chips.pml"

#ifndef VOTERS
#define VOTERS 2
#endif
#ifndef SESSIONS
#define SESSIONS 2
#endif
#define SLOTS 4
#define SLIPS 3
#define ENTRIES 8
#define DRAWS 3

#define RECORD_OF(session) (10 + (session))
#define TORN_OF(session)   (20 + (session))
#define IS_RECORD(x)       ((x) > 10 && (x) < 20)
#define SLIP_OF(session)   (16 + (session))
#define CAST_OF(session, slot) (32 + 4 * (session) + (slot))
#define IS_SLIP(x) ((x) >= 16 && (x) < 32)
#define IS_CAST(x) ((x) >= 32)
#define ENTRY_TORN 3
#define STARTED 1
#define E_CAST 2
#define E_SPOILED 4
#define E_CHALLENGED 8
#define ENDS (E_CAST | E_SPOILED | E_CHALLENGED)
#define IS_ONE_END(x) ((x) == E_CAST || (x) == E_SPOILED || (x) == E_CHALLENGED)
#define SAID_NOTHING 0
#define SAID_CAST 1
#define SAID_NOT_CAST 2
#define SAID_CHALLENGED 3
#define SAID_OF(x) ((x) & E_CAST -> SAID_CAST : ((x) & E_CHALLENGED -> SAID_CHALLENGED : SAID_NOT_CAST))
#define IS_SAID_OUT(r) (said[r] == SAID_NOT_CAST || said[r] == SAID_CHALLENGED)
#define NOT_CAST 0
#define CAST 1
#define UNSETTLED 2

typedef Chip { byte slot[SLOTS]; byte entry[ENTRIES]; byte slip[SLIPS]; bit cast[VOTERS]; bit use[VOTERS] }
Chip chips[2];
byte owner[SESSIONS + 1], slip_of[SESSIONS + 1], said[SESSIONS + 1];  /* what belongs to a session */
byte sessions = 0;
bit disturbed = 0;

#define WHOLE(chip, s, r) (READ(chip, slot[s]) == RECORD_OF(r))
#define GONE(chip, p)  (!away[chip] && chips[chip].entry[p] < 16)   /* the chip is ours, and no entry stands whole */

/* A mark on both chips, each written whatever became of the other; it is there when either holds it. */
#define mark_either(name, place, value) \
  write_mark(name, 0, chips[0].place, value); was_ok = ok; \
  write_mark(name, 1, chips[1].place, value); \
  ok = was_ok || ok || ((EITHER(place) & (value)) == (value))

/* Zeros over an entry, and a look whether it is gone from both chips. */
inline forget(name, p) {
  write_zeros(name, 0, chips[0].entry[p]);
  atomic { if :: !ok && !GONE(0, p) -> unsettled = 1 :: else fi };
  write_zeros(name, 1, chips[1].entry[p]);
  atomic { if :: !ok && !GONE(1, p) -> unsettled = 1 :: else fi } }

/* Write an entry on both chips: `place`, or ENTRIES where that was not possible. */
inline begin(name, forget_name, value) {
  tries = DRAWS; place = ENTRIES;
  do
  :: place < ENTRIES || !tries || next >= ENTRIES || unsettled -> break
  :: else ->
     atomic { p = next; next++ };
     if
     :: READ(0, entry[p]) != BLANK || READ(1, entry[p]) != BLANK -> skip
     :: else ->
        write_whole(name, 0, chips[0].entry[p], value, ENTRY_TORN);
        if :: ok -> write_whole(name, 1, chips[1].entry[p], value, ENTRY_TORN) :: else fi;
        if
        :: ok -> place = p
        :: else -> forget(forget_name, p);
           atomic { if
           :: !unsettled && READ(0, entry[p]) == BLANK && READ(1, entry[p]) == BLANK -> next = p; tries = 0
           :: else -> tries--
           fi }
        fi
     fi
  od; tries = 0; p = 0 }

inline store_end(value) {
  mark_either(SLIP_ENDED, slip[slip_of[r]], value);
  if :: !ok -> unsettled = 1 :: else fi }

/* What either chip says of the slip, on both; a slip of which neither says anything gets `otherwise`. */
inline complete_end(otherwise) {
  atomic { x = EITHER(slip[slip_of[r]]); x = (x & ENDS -> x : (otherwise)) };
  if :: READ(0, slip[slip_of[r]]) == x && READ(1, slip[slip_of[r]]) == x -> skip :: else -> store_end(x) fi;
  x = 0 }

inline void_one(chip, s) {
  if
  :: IS_RECORD(READ(chip, slot[s])) && !WHOLE(chip, s, r) -> skip          /* another's ballot is never touched */
  :: else -> write_zeros(RECORD_VOID, chip, chips[chip].slot[s]);
     atomic { if :: !ok && (away[chip] || WHOLE(chip, s, r)) -> unsettled = 1 :: else fi }
  fi }

inline copy_one(chip, s) {
  if :: WHOLE(chip, s, r) -> ok = 1
     :: else -> write_whole(RECORD, chip, chips[chip].slot[s], RECORD_OF(r), TORN_OF(r)) fi }

/* Bring a cast of session r in slot s to one of its ends, in the session (from memory) and at boot (from the chips):
   verdict CAST, NOT_CAST (this slot holds nothing), or UNSETTLED. */
inline settle(s, in_memory) {
  verdict = NOT_CAST;
  if
  :: EITHER(slip[slip_of[r]]) & ENDS -> complete_end(0)                  /* its end is stored: on both, before the entry goes */
  :: else ->
     if
     :: in_memory || WHOLE(0, s, r) || WHOLE(1, s, r) ->
        copy_one(0, s);
        was_ok = ok;
        if :: ok || !(in_memory) -> copy_one(1, s); ok = was_ok && ok :: else fi;
     :: else -> ok = 0
     fi;
     /* a copy is missing: what the chips say now decides, and both have to be there to say it */
     if
     :: ok -> skip
     :: !ok && (away[0] || away[1]) -> unsettled = 1
     :: else -> if :: EITHER(cast[owner[r]]) && (WHOLE(0, s, r) || WHOLE(1, s, r)) -> ok = 1 :: else fi
     fi;
     if
     :: unsettled -> verdict = UNSETTLED
     :: ok && !unsettled -> /* both copies stand: only forward from here */
        mark_either(CAST_BIT, cast[owner[r]], 1);
        if :: ok -> store_end(E_CAST) :: else -> unsettled = 1 fi;
        verdict = (unsettled -> UNSETTLED : CAST)
     :: else ->
        if
        :: !away[0] && !away[1] && chips[0].slot[s] == BLANK && chips[1].slot[s] == BLANK -> skip
        :: else -> void_one(0, s); void_one(1, s)
        fi;
        verdict = (unsettled -> UNSETTLED : NOT_CAST)
     fi
  fi }

/* The last line under the ballot that hangs in the printer. */
inline tell(what) { atomic {
  if :: CHECKED(WORDS_STAND) -> assert(said[r] == SAID_NOTHING || said[r] == what) :: else fi;
  said[r] = what; printf("NOTE session %d is told %d (1 cast, 2 not cast, 3 challenged)\n", r, said[r]) } }

active proctype Booth() {
  mtype how;
  byte verdict, next, place, hanging, p, x, r, s, v, i, n, draws, tries, again, end;
  bit ok, was_ok, unsettled, pass;
  bit taken[SLOTS];

  choose_budgets();
boot: atomic {
    if :: how != done && how != 0 -> disturbed = 1 :: else fi;
    if :: unsettled && !cuts && !refusals && !denials && !losses && !away[0] && !away[1] -> again++;
          if :: CHECKED(SETTLES) -> assert(again < 4) :: else fi
       :: else fi;
    how = done; verdict = 0; next = 0; place = 0; hanging = 0; p = 0; x = 0; r = 0; s = 0; v = 0; i = 0; n = 0; draws = 0; tries = 0; end = 0;
    ok = 0; was_ok = 0; unsettled = 0; pass = 0;
    do :: s < SLOTS -> taken[s] = 0; s++ :: else -> s = 0; break od };
  !away[0] && !away[1];                              /* both chips are ours, else the page of the technician */
  /* cast entries first, then the slip that hangs */
  do
  :: p >= ENTRIES || unsettled ->
     if :: !pass && !unsettled -> pass = 1; p = 0 :: else -> break fi
  :: else ->
     atomic { x = READ(0, entry[p]) };
     atomic { n = (x == BLANK && READ(1, entry[p]) == BLANK) };
     if  /* the end is believed after a look whether both chips are there, and a second look */
     :: n && (away[0] || away[1]) -> unsettled = 1
     :: n && !away[0] && !away[1] -> n = (READ(0, entry[p]) == BLANK && READ(1, entry[p]) == BLANK); x = READ(0, entry[p])
     :: else -> n = 0
     fi;
     if
     :: unsettled -> p = ENTRIES
     :: n && !unsettled -> n = 0; next = p; p = ENTRIES
     :: x == ZEROS && READ(1, entry[p]) == ZEROS -> p++
     :: else ->
        x = (x >= 16 -> x : READ(1, entry[p]));
        if
        :: !pass && IS_CAST(x) ->
           atomic { r = (x - 32) / 4; s = (x - 32) % 4 };
           settle(s, 0);
           if :: !unsettled -> forget(CAST_FORGOTTEN, p) :: else fi
        :: pass && IS_SLIP(x) ->
           r = x - 16;
           atomic { x = EITHER(slip[slip_of[r]]) };
           /* that nothing was printed, or that it has no end, is believed after a look whether both chips are there, and
              a second look */
           if
           :: (x & STARTED) && (x & ENDS) -> skip
           :: !((x & STARTED) && (x & ENDS)) && (away[0] || away[1]) -> unsettled = 1
           :: else -> x = x | EITHER(slip[slip_of[r]])
           fi;
           atomic { n = x & STARTED };
           if
           :: unsettled -> skip
           :: n && !unsettled ->
              atomic { x = (x & ENDS -> x : (STARTED | E_SPOILED)) };
              if :: READ(0, slip[slip_of[r]]) == x && READ(1, slip[slip_of[r]]) == x -> skip :: else -> store_end(x) fi;
              if
              :: unsettled -> skip
              :: else ->
                 power_may_go();
                 tell(SAID_OF(x));
                 forget(SLIP_FORGOTTEN, p)
              fi
           :: else -> forget(SLIP_FORGOTTEN, p)
           fi;
           n = 0
        :: pass && x < 16 -> forget(SLIP_FORGOTTEN, p)   /* torn */
        :: else
        fi;
        atomic { r = 0; s = 0; p++ }
     fi
  od;
  if :: unsettled -> goto boot :: else fi;               /* the page says so; nobody votes until it is settled */
  next = (p >= ENTRIES && next == 0 && READ(0, entry[0]) != BLANK -> ENTRIES : next);

idle: atomic { end = 0; ok = 0; was_ok = 0; verdict = 0; place = 0; hanging = 0; p = 0; x = 0; r = 0; s = 0; v = 0; i = 0; draws = 0; tries = 0; pass = 0; how = done; again = 0 };
  if
  :: sessions < SESSIONS ->                              /* any slip is shown, one that was used, too */
     do :: v < VOTERS - 1 -> v++ :: break od;
     if :: away[0] || away[1] || EITHER(cast[v]) -> goto idle :: else fi
  :: restarts > 0 -> restarts--; printf("NOTE restart\n"); goto boot
  :: goto evening
  fi;

  mark_either(USED, use[v], 1);
  if :: !ok -> goto idle :: else fi;
  atomic { sessions++; r = sessions; owner[r] = v; i = 0;
    do :: i < SLIPS && EITHER(slip[i]) -> i++ :: else -> break od;
    if :: i == SLIPS -> i = 0; sessions--; goto idle :: else fi;
    slip_of[r] = i; i = 0 };
  begin(SLIP_ENTRY, SLIP_FORGOTTEN, SLIP_OF(r));
  if :: unsettled -> goto boot :: place == ENTRIES -> goto not_printed :: else -> hanging = place fi;
  mark_either(SLIP_STARTED, slip[slip_of[r]], STARTED);
  if
  :: !ok -> forget(SLIP_FORGOTTEN, hanging);
     if :: unsettled -> goto boot :: else fi;
not_printed: atomic { said[r] = SAID_NOT_CAST; goto idle }
  :: else
  fi;
  power_may_go();                                        /* the ballot is printed; the voter compares */
  end = E_SPOILED;
  if
  :: true -> skip                                        /* changed, given up, or the printer failed */
  :: true -> end = E_CHALLENGED
  :: true ->
     if :: away[0] || away[1] || EITHER(cast[v]) -> draws = DRAWS :: else fi;
     do
     :: draws == DRAWS || verdict == CAST -> break
     :: else -> draws++;
        atomic { s = 0;
          do :: s < SLOTS && (taken[s] || READ(0, slot[s]) != BLANK || READ(1, slot[s]) != BLANK) -> s++ :: else -> break od;
          if :: s < SLOTS -> taken[s] = 1 :: else fi };
        if :: s == SLOTS -> s = 0; break :: else fi;
        begin(CAST_ENTRY, CAST_FORGOTTEN, CAST_OF(r, s));
        if :: unsettled -> goto boot :: place == ENTRIES -> break :: else fi;
        settle(s, 1);
        if :: unsettled -> goto boot :: else fi;
        forget(CAST_FORGOTTEN, place);
        if :: unsettled -> goto boot :: else fi
     od
  fi;
  atomic { s = 0; draws = 0; place = 0 };
  if :: verdict != CAST -> store_end(end); if :: unsettled -> goto boot :: else fi :: else fi;
  power_may_go();                                        /* the last line is printed */
  tell((verdict == CAST -> SAID_CAST : SAID_OF(end)));
  forget(SLIP_FORGOTTEN, hanging);
  if :: unsettled -> goto boot :: else goto idle fi;

evening:
  is_over = 1;
  atomic {                                               /* reports are counted while both chips are there */
    !away[0] && !away[1];
    byte inside[SESSIONS + 1], ballots[VOTERS], all, bits, ended;
    s = 0; do
    :: s < SLOTS -> i = 0; do
       :: i < 2 -> x = chips[i].slot[s];
          if :: IS_RECORD(x) && !inside[x - 10] -> inside[x - 10] = 1; all++; ballots[owner[x - 10]]++ :: else fi; i++
       :: else -> break od; s++
    :: else -> break od;
    v = 0; do :: v < VOTERS -> bits = bits + EITHER(cast[v]);
       if :: CHECKED(ONE_BALLOT) -> assert(ballots[v] <= 1) :: else fi; v++ :: else -> break od;
    r = 1; do
    :: r <= sessions ->
       if :: said[r] == SAID_CAST && CHECKED(CAST_IS_IN) -> assert(inside[r]) :: else fi;
       if :: IS_SAID_OUT(r) && CHECKED(NOT_CAST_IS_OUT) -> assert(!inside[r]) :: else fi;
       if :: IS_SAID_OUT(r) && CHECKED(SLIP_STAYS_GOOD) -> assert(ballots[owner[r]] || !EITHER(cast[owner[r]])) :: else fi;
       r++
    :: else -> break od;
    if :: CHECKED(TOTALS_ARE_BITS) -> assert(all == bits) :: else fi;
    i = 0; n = 0; do
    :: i < SLIPS -> x = EITHER(slip[i]);
       if :: x & E_CAST -> ended++ :: else fi;
       if :: x && (x & STARTED) && !IS_ONE_END(x & ENDS) -> n++ :: else fi; i++
    :: else -> break od;
    if :: CHECKED(SLIPS_ADD_UP) -> assert(ended == all && n == 0) :: else fi;
    if :: CHECKED(CHIPS_AGREE) && only_cuts ->
       s = 0; do :: s < SLOTS -> assert(chips[0].slot[s] == chips[1].slot[s]); s++ :: else -> break od;
       v = 0; do :: v < VOTERS -> assert(chips[0].cast[v] == chips[1].cast[v]); v++ :: else -> break od;
       i = 0; do :: i < SLIPS -> assert(chips[0].slip[i] == chips[1].slip[i]); i++ :: else -> break od;
       i = 0; do :: i < ENTRIES -> assert(chips[0].entry[i] == chips[1].entry[i]); i++ :: else -> break od
    :: else fi;
    if :: all == 2 && said[1] == SAID_CAST && said[2] == SAID_CAST -> printf("GOOD both voters cast and are told so\n") :: else fi;
    if :: all == 1 && bits == 1 && ended == 1 && n == 0 && owner[1] == owner[2] -> printf("GOOD one spoils and casts then\n") :: else fi;
    if :: all == 1 && owner[1] == owner[2] && said[1] == SAID_CHALLENGED && said[2] == SAID_CAST -> printf("GOOD one challenges and casts then\n") :: else fi
  }
}
