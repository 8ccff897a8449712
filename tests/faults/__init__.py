"""The nightly run with something going wrong at each step by which it writes."""
