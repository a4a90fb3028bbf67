"""What is looked at, one file for each subject: a config, or answers, become findings.

What each can say is in ``vocabulary``, under the same name.
"""
