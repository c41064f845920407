/* A desk's protocols, the centre and its receipts: what is signed once, what is released, what is acknowledged.

   Files of the desk: a protocol is written beside and renamed, so it is there as a whole or not. `false` here is a look
   that says of a file that it is not there; `losses` are files that are gone for good. The log is on the two chips.
   Every signing makes another object (the time in it is another): its number stands for its hash. TODAY: by files alone. */
#define SIGNED_ONCE 1 /* under one number one protocol goes out */
#define RECEIPT_FOR_STORED 2 /* a receipt is kept only for what is stored and was released */
#define EACH_AFTER_THE_ONE_BEFORE 3 /* a protocol goes out after the one that it supersedes */
#include "writes.pml"
#define OWN_LOSSES
#include "chips.pml"

#define NUMBERS 3    /* numbers 1 and 2; 0 is none */
#ifndef ACTS
#define ACTS 5
#endif

typedef Chip { byte logged[NUMBERS] }
Chip chips[2];
byte file[NUMBERS], released[NUMBERS], stored[NUMBERS], receipt[NUMBERS], paper_receipt[NUMBERS];
byte objects = 0, acts = 0;

#define LOGGED(n) (READ(0, logged[n]) > 2 -> READ(0, logged[n]) : (READ(1, logged[n]) > 2 -> READ(1, logged[n]) : 0))

inline look_for(n) {  /* found: is a protocol n kept? */
  if :: found = (file[n] != 0) :: file[n] && denials > 0 -> denials--; found = 0; printf("NOTE file %d is said to be missing\n", n) fi }

inline count_kept() { kept = 0; look_for(1); if :: found -> kept = 1; look_for(2); if :: found -> kept = 2 :: else fi :: else fi; found = 0 }

inline release(n) { atomic {
  printf("NOTE protocol %d is printed, object %d\n", n, file[n]);
  if :: CHECKED(SIGNED_ONCE) -> assert(!file[n] || !released[n] || released[n] == file[n]) :: else fi;
  if :: CHECKED(EACH_AFTER_THE_ONE_BEFORE) -> assert(n == 1 || released[n - 1]) :: else fi;
  if :: file[n] -> released[n] = file[n] :: else fi } }

active proctype Desk() {
  mtype how; byte kept, n, object; bit ok, found, was_ok;

  choose_budgets();
boot: atomic { how = done; kept = 0; n = 0; object = 0; ok = 0; found = 0; was_ok = 0 };
  !away[0] && !away[1];
  count_kept();
#ifndef TODAY
  /* what is kept and not logged was not released: it is logged now; what is logged and not kept is said */
  if
  :: kept && !LOGGED(kept) ->
     n = kept;
     write_whole(COUNTED, 0, chips[0].logged[n], 10 + file[n], 20 + file[n]); was_ok = ok;
     write_whole(COUNTED, 1, chips[1].logged[n], 10 + file[n], 20 + file[n]);
     if :: !was_ok && !ok && !LOGGED(n) -> goto boot :: else fi
  :: kept < 2 && LOGGED(kept + 1) -> if :: goto boot :: goto evening fi   /* looks again; or the day ends on that page */
  :: else
  fi;
#endif
  if :: kept && file[kept] -> release(kept) :: else fi;   /* copies that are missing */

idle: atomic { how = done; kept = 0; n = 0; object = 0; ok = 0; found = 0; was_ok = 0 };
  if
  :: acts < ACTS -> acts++
  :: restarts > 0 -> restarts--; goto boot
  :: losses > 0 -> atomic { losses--; if :: n = 1 :: n = 2 fi; if :: n == 1 || file[2] -> file[n] = 0 :: else fi; printf("NOTE file %d is gone\n", n); goto idle }
  :: goto evening
  fi;
  count_kept();
  if
  :: kept < 2 -> /* count, or correct */
     n = kept + 1;
#ifndef TODAY
     if :: LOGGED(n) || LOGGED(2) -> goto idle :: else fi;                      /* missing in the files, and said so */
     if :: kept && LOGGED(kept) != 10 + file[kept] -> goto idle :: else fi;
#endif
     atomic { objects++; object = objects };
     atomic {
       if
       :: how = done :: refusals > 0 -> refusals--; how = refused
       :: cuts > 0 -> cuts--; how = cut_before :: cuts > 0 -> cuts--; how = cut_after
       fi;
       printf("WRITE %e %d %e\n", PROTOCOL_KEPT, n, how);
       if :: how == done || how == cut_after -> file[n] = object :: else fi;
       if :: how == refused -> goto idle :: how != refused && how != done -> goto boot :: else fi };
     write_whole(COUNTED, 0, chips[0].logged[n], 10 + object, 20 + object); was_ok = ok;
     write_whole(COUNTED, 1, chips[1].logged[n], 10 + object, 20 + object);
#ifndef TODAY
     if :: !was_ok && !ok && !LOGGED(n) -> goto boot :: else fi;
#endif
     power_may_go();
     release(n)
  :: kept && file[kept] -> /* send, the oldest without a receipt first */
     n = (receipt[1] || kept == 1 -> kept : 1);
     if :: !file[n] -> goto idle :: else fi;
#ifndef TODAY
     if :: LOGGED(n) != 10 + file[n] -> goto boot :: else fi;
#endif
     /* the centre: one object a number, in turn; stored before its receipt goes; the line may lose either */
     if
     :: atomic { (stored[n] == 0 || stored[n] == file[n]) && (n == 1 || stored[n - 1]) -> stored[n] = file[n]; object = file[n] };
        if :: object = 0 :: true -> skip fi
     :: true -> skip
     fi;
     if
     :: object && object == file[n] ->
        power_may_go();
        atomic {
          receipt[n] = object; printf("WRITE %e %d done\n", RECEIPT_KEPT, n);
          if :: CHECKED(RECEIPT_FOR_STORED) -> assert(stored[n] == receipt[n] && released[n] == receipt[n]) :: else fi };
        power_may_go();
        paper_receipt[n] = receipt[n]
     :: else
     fi
  :: true -> skip
  fi;
  goto idle;

evening:
  is_over = 1;
  if :: receipt[1] && receipt[2] && paper_receipt[2] && stored[2] == file[2] -> printf("GOOD both protocols are acknowledged\n") :: else fi
}
