"""The benchmarks that ``make bench`` runs: our work on a feed farm beside bare loops of the same libraries."""
