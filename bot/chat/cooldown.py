"""How soon the same one may ask again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable


class Cooldown:
    """Lets each key (a member, a button) through once in so many seconds. It forgets those whose time is over."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._free_at: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        """How many are waiting."""
        return len(self._free_at)

    def wait_for(self, key: Hashable) -> float:
        """0 if the key may go now, and then it has gone; else the seconds that it has to wait still."""
        now = self._clock()
        while self._free_at and next(iter(self._free_at.values())) <= now:
            self._free_at.popitem(last=False)
        left = self._free_at.get(key, now) - now
        if left <= 0 < self.seconds:
            self._free_at[key] = now + self.seconds
        return max(0.0, left)

    def forget(self, key: Hashable) -> None:
        """Let the key go again at once."""
        self._free_at.pop(key, None)
