"""Benchmarks: speed as ratios within one run, so that the machine does not matter. No test depends on them."""
