"""Open311 GeoReport v2: what is asked of a server, and what its answers mean."""
