"""The nemesis: real workers, many people, and everything that breaks (docs/discussions.md)."""
