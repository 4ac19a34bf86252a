"""Baton's speed, as ratios to a naive SpiffWorkflow + SQLAlchemy loop measured in the same run."""
