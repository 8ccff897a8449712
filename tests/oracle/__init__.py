"""A slow, plain second opinion on what the sheets mean: standard library only, no part of the package."""
