"""The illustrations of the sample edition, drawn by rule: ``python -m newsroom.sample.draw`` makes them all again."""
