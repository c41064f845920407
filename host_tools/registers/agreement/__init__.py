"""The procedure that a commission and a register's office sign: what goes over, how it is compared, who answers."""
