/* A booth's cast as device/booth/ballots/cartridge.py, booth/session.py and booth/booth.py do it before the repair of
   docs/cast-protocol.md. It is here for its counterexamples, and goes when the firmware has changed.

   Sessions are numbered; a ballot is sealed anew in each, so the session's number stands for the record, for the slip
   and, by `owner`, for the activation. An entry of the intents' region is CAST_OF(session, slot): the slip is not in it. */
#define ONE_BALLOT 1 /* an activation has at most one ballot */
#define CAST_IS_IN 2 /* a ballot that was said to be cast is in, once */
#define NOT_CAST_IS_OUT 3 /* a ballot that was said not to be cast is not in */
#define SLIP_STAYS_GOOD 4 /* who was told that the slip stays good can still vote with it */
#define TOTALS_ARE_BITS 5 /* ballots are as many as spent activations */
#define SLIPS_ADD_UP 6 /* ballots are as many as slips ended as cast, and every started slip has one end */
#define WORDS_STAND 7 /* what was said of a ballot is never said otherwise later */
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
#define CAST_OF(session, slot) (32 + 4 * (session) + (slot))
#define IS_CAST(x) ((x) >= 32)
#define ENTRY_TORN 3
#define STARTED 1
#define E_CAST 2
#define E_SPOILED 4
#define ENDS (E_CAST | E_SPOILED)
#define SAID_NOTHING 0
#define SAID_CAST 1
#define SAID_NOT_CAST 2
#define NOT_CAST 0
#define CAST 1
#define UNSETTLED 2

typedef Chip { byte slot[SLOTS]; byte entry[ENTRIES]; byte slip[SLIPS]; bit cast[VOTERS]; bit use[VOTERS] }
Chip chips[2];
byte owner[SESSIONS + 1], slip_of[SESSIONS + 1], said[SESSIONS + 1];  /* what belongs to a session */
byte sessions = 0;
bit disturbed = 0;

#define WHOLE(chip, s, r) (READ(chip, slot[s]) == RECORD_OF(r))

#define SLIP(i) BOTH(slip[i])
#define IS_CAST_BIT(v) BOTH(cast[v])
#define ANY_RECORD(s) (IS_RECORD(READ(0, slot[s])) -> READ(0, slot[s]) - 10 : (IS_RECORD(READ(1, slot[s])) -> READ(1, slot[s]) - 10 : 0))

/* twin.program: the second chip only where the first took it */
#define mark_both(name, place, value) \
  write_mark(name, 0, chips[0].place, value); \
  if :: ok -> write_mark(name, 1, chips[1].place, value) :: else fi

/* twin.zero: both chips; nobody looks at what came of it */
inline forget(p) { write_zeros(CAST_FORGOTTEN, 0, chips[0].entry[p]); write_zeros(CAST_FORGOTTEN, 1, chips[1].entry[p]) }

inline begin(value) {
  tries = DRAWS; place = ENTRIES;
  do
  :: place < ENTRIES || !tries || next >= ENTRIES -> break
  :: else ->
     atomic { p = next; next++ };
     if
     :: READ(0, entry[p]) != BLANK || READ(1, entry[p]) != BLANK -> skip
     :: else ->
        write_whole(CAST_ENTRY, 0, chips[0].entry[p], value, ENTRY_TORN);
        if :: ok -> write_whole(CAST_ENTRY, 1, chips[1].entry[p], value, ENTRY_TORN) :: else fi;
        if
        :: ok -> place = p
        :: else -> forget(p);
           atomic { if :: READ(0, entry[p]) == BLANK && READ(1, entry[p]) == BLANK -> next = p; tries = 0 :: else -> tries-- fi }
        fi
     fi
  od; tries = 0; p = 0 }

inline copy_one(chip, s) {
  if :: READ(chip, slot[s]) == RECORD_OF(r) -> ok = 1
     :: else -> write_whole(RECORD, chip, chips[chip].slot[s], RECORD_OF(r), TORN_OF(r)) fi }

inline void(s) {
  if :: READ(0, slot[s]) == BLANK && READ(1, slot[s]) == BLANK -> skip
     :: else -> write_zeros(RECORD_VOID, 0, chips[0].slot[s]); write_zeros(RECORD_VOID, 1, chips[1].slot[s]) fi }

inline complete(s) {
  copy_one(0, s);
  if :: ok -> copy_one(1, s) :: else fi;
  if :: ok -> mark_both(CAST_BIT, cast[owner[r]], 1) :: else fi;
  if :: ok -> verdict = CAST :: else -> void(s); verdict = NOT_CAST fi }

inline tell(what) { atomic {
  if :: CHECKED(WORDS_STAND) -> assert(said[r] == SAID_NOTHING || said[r] == what) :: else fi;
  said[r] = what; hangs = 0; printf("NOTE session %d is told %d (1 cast, 2 not cast)\n", r, said[r]) } }

byte hangs = 0;      /* session whose ballot hangs in the printer without its last line */

active proctype Booth() {
  mtype how;
  byte verdict, next, place, p, x, r, s, v, i, n, m, draws, tries, outcome, sl;
  bit ok, mapped, was_cast;
  bit taken[SLOTS];

  choose_budgets();
boot: atomic {
    how = done; verdict = 0; next = 0; place = 0; p = 0; x = 0; r = 0; s = 0; v = 0; i = 0; n = 0; m = 0; draws = 0; tries = 0; outcome = 0; sl = 0;
    ok = 0; mapped = 0; was_cast = 0;
    do :: s < SLOTS -> taken[s] = 0; s++ :: else -> s = 0; break od };
  !away[0] && !away[1];
  next = ENTRIES;                                        /* cartridge.recover; outcome: 0 nothing, 1 cast, 2 not cast */
  do
  :: p >= ENTRIES -> break
  :: else ->
     atomic { x = READ(0, entry[p]) };
     if
     :: x == BLANK && READ(1, entry[p]) == BLANK -> next = p; break
     :: x == ZEROS && READ(1, entry[p]) == ZEROS -> skip
     :: else ->
        x = (x >= 16 -> x : READ(1, entry[p]));
        if
        :: x >= 16 ->
           atomic { r = (x - 32) / 4; s = (x - 32) % 4 };
           if
           :: IS_CAST_BIT(owner[r]) -> verdict = CAST
           :: else -> if :: ANY_RECORD(s) == r -> complete(s) :: else -> void(s); verdict = NOT_CAST fi
           fi;
           outcome = (verdict == CAST -> 1 : 2)
        :: else
        fi;
        forget(p)
     fi; p++
  od;
  atomic { sl = SLIPS; i = 0; p = 0; x = 0; r = 0; s = 0;  /* booth._recover: the first slip without an end; count > ended */
    do :: i < SLIPS -> if :: sl == SLIPS && SLIP(i) == STARTED -> sl = i :: else fi; i++ :: else -> i = 0; break od };
  if
  :: sl < SLIPS ->
     atomic {
       do :: s < SLOTS -> if :: ANY_RECORD(s) -> n++ :: else fi; s++ :: else -> s = 0; break od;
       do :: i < SLIPS -> if :: SLIP(i) & E_CAST -> m++ :: else fi; i++ :: else -> i = 0; break od;
       was_cast = (outcome != 2 && n > m); n = 0; m = 0 };
     power_may_go();
     if :: hangs -> r = hangs; tell((was_cast -> SAID_CAST : SAID_NOT_CAST)); r = 0 :: else fi;
     mark_both(SLIP_ENDED, slip[sl], (was_cast -> E_CAST : E_SPOILED))
  :: else
  fi;

idle: atomic { ok = 0; verdict = 0; place = 0; p = 0; x = 0; r = 0; s = 0; v = 0; i = 0; draws = 0; tries = 0; how = done; outcome = 0; sl = 0; was_cast = 0 };
  if
  :: sessions < SESSIONS -> do :: v < VOTERS - 1 -> v++ :: break od;
     if :: IS_CAST_BIT(v) -> goto idle :: else fi
  :: restarts > 0 -> restarts--; printf("NOTE restart\n"); goto boot
  :: goto evening
  fi;
  mark_both(USED, use[v], 1);
  if :: !ok -> goto idle :: else fi;
  atomic { sessions++; r = sessions; owner[r] = v; draws = DRAWS };
  do
  :: !draws -> sl = SLIPS; break
  :: else -> draws--;
     atomic { sl = 0; do :: sl < SLIPS && (SLIP(sl) & STARTED) -> sl++ :: else -> break od };
     if :: sl == SLIPS -> break :: else fi;
     mark_both(SLIP_STARTED, slip[sl], STARTED);
     if :: ok -> break :: else fi
  od;
  draws = 0;
  if :: sl == SLIPS -> said[r] = SAID_NOT_CAST; goto idle :: else fi;
  hangs = r;
  power_may_go();
  if
  :: true -> skip
  :: true ->
     do
     :: draws == DRAWS || verdict == CAST -> break
     :: else -> draws++;
        atomic {
          if :: !mapped -> mapped = 1; s = 0;
                do :: s < SLOTS -> taken[s] = (READ(0, slot[s]) != BLANK || READ(1, slot[s]) != BLANK); s++ :: else -> break od
             :: else fi;
          s = 0; do :: s < SLOTS && (taken[s] || READ(0, slot[s]) != BLANK || READ(1, slot[s]) != BLANK) -> s++ :: else -> break od;
          if :: s < SLOTS -> taken[s] = 1 :: else fi };
        if :: s == SLOTS -> s = 0; break :: else fi;
        begin(CAST_OF(r, s));
        if :: place == ENTRIES -> break :: else fi;
        complete(s);
        forget(place)
     od
  fi;
  atomic { s = 0; draws = 0; place = 0 };
  power_may_go();
  tell((verdict == CAST -> SAID_CAST : SAID_NOT_CAST));
  mark_both(SLIP_ENDED, slip[sl], (verdict == CAST -> E_CAST : E_SPOILED));
  goto idle;

evening:
  is_over = 1;
  atomic {                                               /* reports are counted while both chips are there */
    !away[0] && !away[1];
    byte inside[SESSIONS + 1], ballots[VOTERS], all, bits, ended;
    s = 0; do  /* closing takes a record from every slot that holds one */
    :: s < SLOTS -> x = ANY_RECORD(s);
       if :: x -> inside[x]++; all++; ballots[owner[x]]++ :: else fi; s++
    :: else -> break od;
    v = 0; do :: v < VOTERS -> bits = bits + IS_CAST_BIT(v);
       if :: CHECKED(ONE_BALLOT) -> assert(ballots[v] <= 1) :: else fi; v++ :: else -> break od;
    r = 1; do
    :: r <= sessions ->
       if :: said[r] == SAID_CAST && CHECKED(CAST_IS_IN) -> assert(inside[r] == 1) :: else fi;
       if :: said[r] == SAID_NOT_CAST && CHECKED(NOT_CAST_IS_OUT) -> assert(!inside[r]) :: else fi;
       if :: said[r] == SAID_NOT_CAST && CHECKED(SLIP_STAYS_GOOD) -> assert(ballots[owner[r]] || !IS_CAST_BIT(owner[r])) :: else fi;
       r++
    :: else -> break od;
    if :: CHECKED(TOTALS_ARE_BITS) -> assert(all == bits) :: else fi;
    i = 0; n = 0; do
    :: i < SLIPS -> x = SLIP(i);
       if :: x & E_CAST -> ended++ :: else fi;
       if :: x && (x & STARTED) && ((x & ENDS) == 0 || (x & ENDS) == ENDS) -> n++ :: else fi; i++
    :: else -> break od;
    if :: CHECKED(SLIPS_ADD_UP) -> assert(ended == all && n == 0) :: else fi;
    if :: CHECKED(CHIPS_AGREE) && only_cuts ->
       s = 0; do :: s < SLOTS -> assert(chips[0].slot[s] == chips[1].slot[s]); s++ :: else -> break od;
       v = 0; do :: v < VOTERS -> assert(chips[0].cast[v] == chips[1].cast[v]); v++ :: else -> break od;
       /* a slip that one chip alone calls started is not started here: it may be drawn again, or stay as it is */
       i = 0; do :: i < ENTRIES -> assert(chips[0].entry[i] == chips[1].entry[i]); i++ :: else -> break od
    :: else fi;
    if :: all == 2 && said[1] == SAID_CAST && said[2] == SAID_CAST -> printf("GOOD both voters cast and are told so\n") :: else fi;
    if :: all == 1 && bits == 1 && ended == 1 && n == 0 && owner[1] == owner[2] -> printf("GOOD one spoils and casts then\n") :: else fi
  }
}
