"""The past, asked and answered: typed questions in, frozen records out. Knows no screen; whoever shows or serves an
answer gets it of a Reader (wallboard/engine/reader.py), within a remit."""
