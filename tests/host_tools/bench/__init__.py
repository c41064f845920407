"""`make bench-verify`: what verifying a ballot costs, beside electionguard-python in the same run."""
