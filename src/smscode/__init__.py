"""Sends a verification code by Aliyun SMS: at most once, with an honest answer."""
