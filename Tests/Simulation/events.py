"""What happens, in the order of time."""

import heapq
import itertools


class Events:
    """Calls what was planned, each at its time. What is planned for one time is called in the order in which it was planned."""

    def __init__(self):
        self.now = 0.0
        self._planned = []
        self._order = itertools.count()

    def at(self, time, call, *arguments):
        heapq.heappush(self._planned, (max(time, self.now), next(self._order), call, arguments))

    def after(self, delay, call, *arguments):
        self.at(self.now + delay, call, *arguments)

    def run(self, until):
        while self._planned and self._planned[0][0] <= until:
            self.now, _, call, arguments = heapq.heappop(self._planned)
            call(*arguments)
        self.now = until
