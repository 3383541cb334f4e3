"""The ledger: what people and the product decided. Every write goes through a service, with actor, time and audit entry in one transaction."""
