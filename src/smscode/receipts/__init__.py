"""Delivery reports, as Aliyun pushes them."""
