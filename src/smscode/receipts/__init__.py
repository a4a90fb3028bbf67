"""Delivery reports that Aliyun pushes: what became of each SMS."""
