"""Filters elsewhere."""
