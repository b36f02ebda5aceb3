"""Measurements: `make bench`. Ratios within one run count; seconds alone depend on the machine."""
