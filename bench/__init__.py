"""The measured comparison with peers: `make bench`."""
