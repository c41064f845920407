/* Openings of one booth: its terminal's file, two pairs of cartridges that may be exchanged whenever the power is off,
   the desk that learns of an opening from its zero slip, exchanges slips that are void, and what the desk counts.
   TODAY: as before openings counted. BLIND: the desk exchanges a slip without asking whether it was cast.

   A cast is one step here (booth.pml is about its writes); slip v is bit v. */
#define CAST_ONCE 1 /* a slip is cast at most once, whatever is exchanged */
#define NO_VOTE_IS_LOST 2 /* a cast slip is of an opening that the desk knows, and so in its totals or known to be missing */
#define ONE_TOTAL_AN_OPENING 3 /* one total an opening */
#define SECOND_SHOWS 4 /* a second opening is counted in the terminal */
#define IDENTITY_IS_ONCE 5 /* no two cartridges are open under one identity */
#define SLIPS_ARE_OF_KNOWN 6 /* a slip is of an opening that the desk has noted, and the count asks for its totals */
#include "writes.pml"
#include "chips.pml"

#define PAIRS 2
#define SLIPS 2
#ifndef SHOWS
#define SHOWS 3
#endif
#ifndef EXCHANGES
#define EXCHANGES 3
#endif
#ifndef ATTEMPTS
#define ATTEMPTS 3   /* to open: identities are 1 to so many */
#endif
#define HEADER_OF(identity) (10 + (identity))
#define TORN_OF(identity)   (20 + (identity))
#define IS_WHOLE(x) ((x) > 10 && (x) < 20)

typedef Pair { byte header[2]; bit opened[2]; byte cast; bit closed; byte number }
Pair pair[PAIRS];
byte in = 0, shows = 0, exchanges = 0, votes[SLIPS], slip_of[SLIPS];
byte number = 0, identity = 0, identities = 0;  /* the terminal's file, renamed into place: there as a whole or not */
bit begun = 0;
byte known = 0;                                 /* openings whose zero slip the desk has seen: a bit each */
byte newest = 0, slips_printed = 0, last_printed = 0;             /* identity that slips are made for; zero slips on paper */
byte totals_of[ATTEMPTS + 1], totals_signed = 0, shown_number = 0;
byte issued_of[ATTEMPTS + 1];                   /* slips that the desk made for an opening */
bit exchanged[SLIPS];                           /* a slip that is void was exchanged for one of the newest opening */

#ifdef BLIND
#define MAY_EXCHANGE(v) true
#else
#define MAY_EXCHANGE(v) (!votes[v])
#endif
#define HEADER(chip) (away[chip] -> BLANK : pair[in].header[chip])
#define IS_OPENED ((!away[0] && pair[in].opened[0]) || (!away[1] && pair[in].opened[1]))
#define HERE (IS_WHOLE(HEADER(0)) -> HEADER(0) - 10 : (IS_WHOLE(HEADER(1)) -> HEADER(1) - 10 : 0))
#define ALIKE (HEADER(0) == HEADER(1) && IS_WHOLE(HEADER(0)))

inline erase(chip) { atomic {
  fate(HEADER_ERASED, chip);
  if :: STANDS -> pair[in].header[chip] = BLANK :: TORN -> pair[in].header[chip] = DAMAGED :: else fi;
  answer() } }

inline write_file(name) {  /* `how` says whether it stands */
  if
  :: how = done
  :: refusals > 0 -> refusals--; how = refused
  :: cuts > 0 -> cuts--; how = cut_before
  :: cuts > 0 -> cuts--; how = cut_after
  fi;
  printf("WRITE %e file %e\n", name, how) }

active proctype Booth() {
  mtype how; byte v, i, x; bit ok, both_ok;

  choose_budgets();
boot: atomic { how = done; ok = 0; both_ok = 0; v = 0; i = 0; x = 0 };
  if
  :: exchanges < EXCHANGES -> atomic { exchanges++; in = 1 - in; printf("NOTE pair %d is in\n", in) }
  :: true -> skip
  fi;
  !away[0] && !away[1];
  if :: pair[in].closed -> goto off :: else fi;
#ifdef TODAY
  if
  :: IS_OPENED && ALIKE -> goto set_opened
  :: IS_OPENED && !ALIKE -> goto off
#else
  if
  :: IS_OPENED && ALIKE && HERE == identity -> goto set_opened
  :: IS_OPENED && !(ALIKE && HERE == identity) -> goto close_or_off   /* of another opening: nobody votes on it */
  :: !IS_OPENED && ALIKE && HERE == identity && !begun -> goto set_opened  /* the power went before its mark */
#endif
  :: else
  fi;

  /* ready: chair and member open, from the second opening on with a reason */
  if :: identities < ATTEMPTS -> skip :: goto off fi;
  atomic {
    identities++;
    write_file(OPENING_BEGUN);
    if
    :: how == done || how == cut_after -> number = (begun -> number : number + 1); identity = identities; begun = 1
    :: else
    fi;
    if :: how != done -> goto boot :: else fi };
  if :: HEADER(0) != BLANK || HEADER(1) != BLANK -> erase(0); if :: !ok -> goto boot :: else fi; erase(1); if :: !ok -> goto boot :: else fi :: else fi;
  write_whole(HEADER_WRITTEN, 0, pair[in].header[0], HEADER_OF(identity), TORN_OF(identity));
  if :: !ok -> goto boot :: else fi;
  write_whole(HEADER_WRITTEN, 1, pair[in].header[1], HEADER_OF(identity), TORN_OF(identity));
  if :: !ok -> goto boot :: else pair[in].number = number fi;
  power_may_go();
  atomic { slips_printed = slips_printed | (1 << identity); last_printed = identity; printf("NOTE zero slip of opening %d, number %d\n", identity, number) };
  atomic { write_file(OPENING_STANDS);
    if :: how == done || how == cut_after -> begun = 0 :: else fi;
    if :: how != done -> goto boot :: else fi };
set_opened:
  write_mark(OPENED, 0, pair[in].opened[0], 1); both_ok = ok || pair[in].opened[0];
  write_mark(OPENED, 1, pair[in].opened[1], 1); both_ok = both_ok && (ok || pair[in].opened[1]);
  if :: !both_ok -> goto boot :: else fi;

voting: atomic { how = done; ok = 0; both_ok = 0; v = 0;
  if
  :: shows < SHOWS -> shows++;
     do :: v < SLIPS - 1 -> v++ :: break od;
     if
     :: !slip_of[v] || (pair[in].cast & (1 << v)) -> skip
#ifndef TODAY
     :: slip_of[v] && slip_of[v] != HERE -> skip                      /* of another opening: void */
     :: slip_of[v] == HERE && !(pair[in].cast & (1 << v)) -> pair[in].cast = pair[in].cast | (1 << v); votes[v]++; printf("NOTE slip %d is cast\n", v)
#else
     :: slip_of[v] && !(pair[in].cast & (1 << v)) -> pair[in].cast = pair[in].cast | (1 << v); votes[v]++; printf("NOTE slip %d is cast\n", v)
#endif
     fi;
     goto voting
  :: goto close_or_off
  fi };

close_or_off:
  if
  :: atomic { IS_OPENED && ALIKE && !pair[in].closed -> pair[in].closed = 1;
       totals_signed = totals_signed | (1 << HERE); totals_of[HERE] = pair[in].cast;
       shown_number = (pair[in].number > shown_number -> pair[in].number : shown_number);
       printf("NOTE totals of opening %d\n", HERE) }
  :: true -> skip
  fi;
off:
  if :: exchanges < EXCHANGES -> goto boot :: true -> skip fi;

  is_over = 1;
  !away[0] && !away[1];
  atomic {
    byte seen, where, all;
    v = 0; do
    :: v < SLIPS -> all = all + votes[v];
       if :: CHECKED(CAST_ONCE) -> assert(votes[v] <= 1) :: else fi;
       if
       :: votes[v] && CHECKED(NO_VOTE_IS_LOST) ->
          /* in totals that the desk takes, or of an opening that it knows and has no totals of: counted by hand */
          x = 0; i = 0; do
          :: i < PAIRS -> where = (IS_WHOLE(pair[i].header[0]) -> pair[i].header[0] - 10 : 0);
             if :: (pair[i].cast & (1 << v)) && (known & (1 << where)) -> x++ :: else fi; i++
          :: else -> break od;
#ifdef TODAY
          assert(x && (totals_of[newest] & (1 << v)))
#else
          assert(x)
#endif
       :: else
       fi;
       if
       :: slip_of[v] && CHECKED(SLIPS_ARE_OF_KNOWN) -> assert((known & (1 << slip_of[v])) && issued_of[slip_of[v]])
       :: else
       fi; v++
    :: else -> break od;
    i = 0; do :: i < PAIRS -> if :: pair[i].opened[0] || pair[i].opened[1] -> seen++ :: else fi; i++ :: else -> break od;
    if :: CHECKED(SECOND_SHOWS) -> assert(seen < 2 || !all || number > 1) :: else fi;
    if :: CHECKED(IDENTITY_IS_ONCE) -> assert(seen < 2 || pair[0].header[0] != pair[1].header[0]) :: else fi;
#ifdef TODAY
    if :: CHECKED(ONE_TOTAL_AN_OPENING) -> assert(!pair[0].closed || !pair[1].closed) :: else fi;
#else
    if :: CHECKED(ONE_TOTAL_AN_OPENING) -> assert(!pair[0].closed || !pair[1].closed || pair[0].header[0] != pair[1].header[0]) :: else fi;
#endif
    if :: all == 2 && totals_signed -> printf("GOOD both cast and the totals are signed\n") :: else fi;
    if :: seen == 2 && votes[0] && votes[1] && number == 2 -> printf("GOOD a second opening is voted on\n") :: else fi;
#ifndef TODAY
    if :: exchanged[0] && votes[0] -> printf("GOOD a void slip is exchanged and its holder votes\n") :: else fi
#endif
  }
}

/* The desk: it reads zero slips, and makes each slip once, for the newest opening that it knows. A voter who has not
   voted may exchange a void slip; the desk takes the old one away, so it is exchanged once. */
active proctype Desk() {
  byte slip;
  do
  :: atomic { !is_over && slips_printed > known -> known = slips_printed;
#ifdef TODAY
       newest = (newest -> newest : last_printed)
#else
       newest = last_printed
#endif
     }
  :: atomic { !is_over && newest && slip < SLIPS -> slip_of[slip] = newest; issued_of[newest]++; slip++ }
#ifndef TODAY
  :: atomic { !is_over && slip && slip_of[0] != newest && !exchanged[0] && (MAY_EXCHANGE(0)) ->
       exchanged[0] = 1; slip_of[0] = newest; issued_of[newest]++; printf("NOTE slip 0 is exchanged\n") }
#endif
  :: is_over -> break
  od
}
