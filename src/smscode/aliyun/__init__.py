"""The seam under Aliyun's SDK: what was written, what came back, and nothing else believed."""
