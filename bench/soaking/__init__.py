"""Puts one entrepot under mixed load for long, and draws what that does to it."""
