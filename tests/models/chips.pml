/* Two chips that are written one after the other, and everything that may go wrong at one write.

   One write_* below is one program or erase of one chip, read back. Budgets, each a number of times in a whole run:
     cuts      the power goes before, within or after a write
     refusals  a chip refuses a write: nothing of it stands, or half
     false     a write is done but reported as failed (its read-back was wrong)
     losses    a chip loses contact: it reads FF and takes nothing, until it is back (process Contact);
               a read that is wrong once is a loss that lasts for one read
     restarts  the power goes while nobody does anything
   A model that includes this defines `boot:`, where every power cut leads. */
#ifndef BUDGETS                      /* alternatives of one run: BUDGET(cuts, refusals, false, losses, restarts) */
#define BUDGETS BUDGET(0, 0, 0, 0, 0)
#endif
#define BUDGET(a, b, c, d, e) :: true -> cuts = a; refusals = b; denials = c; losses = d; restarts = e
#ifdef CHECK
#define CHECKED(name) (CHECK == (name))     /* one property alone */
#else
#define CHECKED(name) true
#endif

/* what stands in a place that holds more than a bit */
#define BLANK   0
#define ZEROS   1
#define DAMAGED 2

mtype = { done, refused, half_done, denied, cut_before, cut_within, cut_after };

byte cuts, refusals, denials, losses, restarts;
bit away[2];
bit is_over = 0;

#define READ(chip, place) (away[chip] -> 0 : chips[chip].place)
#define EITHER(place)     (READ(0, place) | READ(1, place))
#define BOTH(place)       (READ(0, place) & READ(1, place))

bit only_cuts;  /* nothing else was allowed to happen: then both chips must agree in the end */
inline choose_budgets() { atomic { if BUDGETS fi; only_cuts = !refusals && !denials && !losses } }

inline fate(name, chip) {
  if
  :: away[chip] -> how = refused
  :: !away[chip] -> how = done
  :: !away[chip] && refusals > 0 -> refusals--; how = refused
  :: !away[chip] && refusals > 0 -> refusals--; how = half_done
  :: !away[chip] && denials > 0 -> denials--; how = denied
  :: cuts > 0 -> cuts--; how = cut_before
  :: !away[chip] && cuts > 0 -> cuts--; how = cut_within
  :: !away[chip] && cuts > 0 -> cuts--; how = cut_after
  fi;
  printf("WRITE %e %d %e\n", name, chip, how)
}
#define STANDS (how == done || how == denied || how == cut_after)
#define TORN   (how == half_done || how == cut_within)

inline answer() {
  ok = (how == done);
  if :: how == cut_before || how == cut_within || how == cut_after -> goto boot :: else fi
}

/* A mark is one bit or a few of a byte: it is there or not. */
inline write_mark(name, chip, place, value) { atomic {
  fate(name, chip);
  if :: STANDS -> place = place | (value) :: else fi;
  answer() } }

/* Something longer, that is whole, torn or damaged. */
inline write_whole(name, chip, place, whole, torn) { atomic {
  fate(name, chip);
  if
  :: STANDS -> place = (place == BLANK || place == (torn) || place == (whole) -> (whole) : (place == ZEROS -> ZEROS : DAMAGED))
  :: TORN -> place = (place == BLANK || place == (torn) -> (torn) : (place == (whole) || place == ZEROS -> place : DAMAGED))
  :: else
  fi;
  answer(); ok = ok && place == (whole) } }

inline write_zeros(name, chip, place) { atomic {
  fate(name, chip);
  if :: STANDS -> place = ZEROS :: TORN -> place = (place == ZEROS -> ZEROS : DAMAGED) :: else fi;
  answer() } }

/* The power goes while something else than a chip is busy: printing, or a voter who compares. */
inline power_may_go() {
  if :: cuts > 0 -> cuts--; printf("NOTE power cut\n"); goto boot :: true -> skip fi
}

#ifndef OWN_LOSSES
active proctype Contact() {
  byte lost;
  do
  :: losses > 0 && !is_over -> atomic {
       losses--; if :: lost = 0 :: lost = 1 fi;
       away[lost] = 1; printf("NOTE chip %d loses contact\n", lost) };
     atomic { away[lost] = 0; printf("NOTE chip %d is back\n", lost) }
  :: is_over -> break
  od
}
#endif
