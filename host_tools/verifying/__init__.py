"""Checking slips and recomputing a precinct from its paper and its cartridges, trusting no terminal."""
