"""From files that offices hand over to rows that can be compared: records, encodings, rules, manifests."""
