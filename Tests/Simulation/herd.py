"""1,000 issuers on 100 machines: started together, and all issuers rotate at once. Is there a herd?"""

import random

from events import Events
from fetches import Fleet

ROTATION, END = 500.0, 1050.0


def look(early, lanes, requests_within, machines, issuers):
    events = Events()
    fleet = Fleet(events, random.Random(14), machines, issuers, early, lanes)
    for machine in fleet.machines:
        events.at(fleet.random.random(), machine.start)
    events.at(ROTATION, fleet.rotate, requests_within)
    events.run(END)
    assert all(machine.has[issuer] == 1 for machine in fleet.machines for issuer in range(issuers))
    return fleet


def table(machines=100, issuers=1000):
    print(f"fetches: {machines} machines, {issuers:,d} issuers, all started within 1 s; at 500 s all issuers sign with a new key")
    print("  refresh at            token of each  before: all/s  of one/s  rotation: all/s  of one/s  wait, longest  503s    after: all/s  of one/s   mean/s")
    results = {}
    for name, early, lanes in (("80 % on all", 0.0, 4), ("60 to 80 %, as it is", 0.2, 4), ("60 to 80 %, 16 lanes", 0.2, 16)):
        for within in (1.0, 120.0):
            fleet = look(early, lanes, within, machines, issuers)
            before, during, after = fleet.peak(200, 500), fleet.peak(500, 650), fleet.peak(700, 1050)
            results[early, lanes, within] = before, during, after, fleet
            print(
                f"  {name:<20s}  within {within:4.0f} s  {before[0]:13,d}  {before[1]:8,d}  {during[0]:15,d}  {during[1]:8,d}"
                f"  {max(fleet.waits):11.1f} s  {fleet.refused:6,d}  {after[0]:12,d}  {after[1]:8,d}  {after[2]:7,.0f}"
            )
    return results


def check(results):
    for _, during, _, fleet in results.values():
        machines = len(fleet.machines)
        # A fetch is made once by a machine, whatever the number of requests that wait for it.
        assert during[1] <= machines
        assert max(fleet.waits) <= 10.0
    of_one = {early: results[early, 4, 120.0][0][1] for early in (0.0, 0.2)}
    assert of_one[0.2] * 3 < of_one[0.0], "what began together is spread by chance"
    assert all(fleet.refused == 0 for (_, _, within), (_, _, _, fleet) in results.items() if within == 120.0)
