"""What `snapshot --json` said at 60 instants before the house was rebuilt, kept so that nobody has to remember it.

    python -m tests.frozen compare             asks again, and tells by name every reading that is not as it was
    python -m tests.frozen compare boston      only of one input
    python -m tests.frozen make FOLDER         writes a new set (what the present tree says) into a folder
    python -m tests.frozen ledger FILE         writes a new ledger file, as the present tree writes it

An input is read into a fresh ledger by the command line, and asked by the command line: both stay when what is below
them changes. Readings that came later are counted and nothing more; a reading that was there must be there and be
equal, floats to the last bit. Where the sets lie and what they hold: tests/data/frozen/ORIGIN.md.
"""
