"""Findings out to other programs, corrected ones back, and reviewed pages as truth for the benchmarks."""
