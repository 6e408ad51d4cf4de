"""Simple forecasters of a strike wave, which a serious model must beat."""
