"""The chips of a cartridge, read out on a desk computer."""
