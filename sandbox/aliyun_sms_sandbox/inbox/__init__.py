"""The inbox: what arrived on the phones, as a page and as an API for other projects' tests."""
