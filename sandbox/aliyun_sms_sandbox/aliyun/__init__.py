"""Aliyun as far as this project meets it: SMS, number verification, KMS and OSS on one port."""
