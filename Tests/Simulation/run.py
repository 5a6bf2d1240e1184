"""Prints what the simulation comes to. Seeded: the same each time. `--quick`: fewer machines and issuers."""

import sys

import convergence
import herd
import sizing

quick = "--quick" in sys.argv[1:]

sizing.table()
print()
convergence.check(convergence.table(seeds=10 if quick else 50))
print()
herd.check(herd.table(20, 200) if quick else herd.table())
