"""From rows to the voter list: prepare, compare, decide, order, write."""
