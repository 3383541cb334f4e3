"""Facts that arrive in bulk and never change, as Parquet by day, with DuckDB as the engine."""
