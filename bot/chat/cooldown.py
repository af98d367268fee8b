"""Rate limits per key, such as a member or a button."""

from collections import OrderedDict
from collections.abc import Callable, Hashable


class Cooldown:
    """Allows each key once per `seconds`. Keys whose cooldown has ended are dropped."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._free_at: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of keys on cooldown."""
        return len(self._free_at)

    def claim(self, key: Hashable) -> float:
        """Start the cooldown of a key and return 0, or return the seconds left if it is already running."""
        now = self._clock()
        while self._free_at and next(iter(self._free_at.values())) <= now:
            self._free_at.popitem(last=False)
        left = self._free_at.get(key, now) - now
        if left <= 0 < self.seconds:
            self._free_at[key] = now + self.seconds
        return max(0.0, left)

    def reset(self, key: Hashable) -> None:
        """End the cooldown of a key."""
        self._free_at.pop(key, None)
