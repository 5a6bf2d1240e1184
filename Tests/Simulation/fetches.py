"""When machines fetch the keys of issuers: the rules of KeyLifecycle, IssuerKeysState and FetchLanes, one process a machine."""

from collections import Counter, deque

TTL = 300.0
COOLDOWN = 30.0
LONGEST_WAIT = 10.0
LANES = 4                       # JWKSCacheConfiguration.concurrentFetches


class Machine:
    """`early`: up to which part of the lifetime, taken off the 80 % by chance, a refresh comes earlier. The code as it is has 0.2."""

    def __init__(self, fleet, name, early):
        self.fleet, self.name, self.early = fleet, name, early
        self.free = fleet.lanes
        self.pending = deque()
        self.urgent = deque()
        self.queued = set()
        self.fetching = set()
        self.has = {}
        self.timer = {}
        self.cools_until = {}
        self.waiting = {}

    # MARK: What happens to it

    def start(self):
        for issuer in range(self.fleet.issuers):
            self.want(issuer)

    def request(self, issuer):
        """A token with the newest key of the issuer, and further ones all the time: the first that waits stands for all."""
        now, fleet = self.fleet.events.now, self.fleet
        if self.has.get(issuer) == fleet.version[issuer]:
            return
        if issuer in self.waiting:
            return
        if issuer not in self.fetching:
            if now < self.cools_until.get(issuer, 0):
                fleet.refused += 1
                return
            self.cools_until[issuer] = now + COOLDOWN
        self.waiting[issuer] = now
        if issuer in self.queued:
            self.urgent.append(issuer)
        fleet.events.after(LONGEST_WAIT, self.give_up, issuer, now)
        self.want(issuer)

    def give_up(self, issuer, since):
        if self.waiting.get(issuer) == since:
            del self.waiting[issuer]
            self.fleet.refused += 1

    # MARK: Fetches

    def want(self, issuer):
        if issuer in self.fetching:
            return
        self.fetching.add(issuer)
        self.queued.add(issuer)
        (self.urgent if issuer in self.waiting else self.pending).append(issuer)
        self.begin()

    def begin(self):
        while self.free and self.queued:
            # Those first that requests wait for.
            issuer = (self.urgent or self.pending).popleft()
            if issuer not in self.queued:
                continue
            self.queued.discard(issuer)
            self.free -= 1
            self.fleet.count(issuer)
            # What the issuer answers is what it has when it is asked.
            self.fleet.events.after(self.fleet.latency(), self.end, issuer, self.fleet.version[issuer])

    def end(self, issuer, version):
        now, random = self.fleet.events.now, self.fleet.random
        self.free += 1
        self.fetching.discard(issuer)
        self.has[issuer] = version
        due = now + TTL * (0.8 - (self.early * random.random() if self.early else 0.0)) + 0.001
        self.timer[issuer] = due
        self.fleet.events.at(due, self.wake, issuer, due)
        since = self.waiting.pop(issuer, None)
        if since is not None:
            self.fleet.waits.append(now - since)
        self.begin()

    def wake(self, issuer, due):
        if self.timer.get(issuer) == due:
            self.want(issuer)


class Fleet:
    def __init__(self, events, random, machines, issuers, early, lanes=LANES):
        self.events, self.random, self.issuers, self.lanes = events, random, issuers, lanes
        self.version = [0] * issuers
        self.machines = [Machine(self, name, early) for name in range(machines)]
        self.seconds = Counter()
        self.of_one = Counter()
        self.waits = []
        self.refused = 0

    def latency(self):
        """Metadata, then keys: two round trips to an issuer, 80 ms in the median."""
        return 0.08 * self.random.lognormvariate(0, 0.4)

    def count(self, issuer):
        second = int(self.events.now)
        self.seconds[second] += 1
        if issuer == 0:
            self.of_one[second] += 1

    def rotate(self, requests_within):
        """Every issuer signs with a new key, and every machine sees a token of each within so many seconds."""
        for issuer in range(self.issuers):
            self.version[issuer] += 1
            for machine in self.machines:
                self.events.after(self.random.random() * requests_within, machine.request, issuer)

    def peak(self, start, end):
        """The most fetches in a second, of all issuers and of one; and the mean of all."""
        spans = range(int(start), int(end))
        total = [self.seconds[second] for second in spans]
        return max(total), max(self.of_one[second] for second in spans), sum(total) / len(total)
