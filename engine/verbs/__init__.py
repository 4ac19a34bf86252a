"""The verbs of `engine.engine.Engine`, split by noun. One verb is one transaction; see `transaction.verb`."""
