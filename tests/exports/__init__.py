"""The room that reads: files in, typed tables and everything that was not read out."""
