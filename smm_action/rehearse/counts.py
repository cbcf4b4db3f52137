"""What a rehearsal's runs count, after they published, as the starter's job does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from smm_action.model.delivery import DeliveryId
from smm_action.model.sample import Sample


@dataclass(slots=True)
class Counts:
    """All samples of a rehearsal, summed up."""

    samples: int = 0
    failures: int = 0
    """Accounts that could not be counted, once for each run that tried."""
    _newest: dict[DeliveryId, Sample] = field(default_factory=dict)

    def add(self, samples: Iterable[Sample], failures: int) -> None:
        """Take what one run counted."""
        self.failures += failures
        for sample in samples:
            self.samples += 1
            self._newest[sample.delivery] = sample

    @property
    def deliveries(self) -> int:
        """Return how many deliveries were counted at least once."""
        return len(self._newest)

    def totals(self) -> dict[str, int]:
        """Return each counter's sum over the newest samples, by name."""
        sums: Counter[str] = Counter()
        for sample in self._newest.values():
            sums.update(sample.counters)
        return dict(sorted(sums.items()))
