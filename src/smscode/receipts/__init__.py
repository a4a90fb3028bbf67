"""What became of the codes that were sent, as Aliyun pushes it."""
