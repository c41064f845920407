"""How many desks and booths a precinct needs: by a formula for its busiest hour, and by a simulated day."""
