"""Measures, never verdicts: machines are shared and noisy, so read the ratios of one run."""
