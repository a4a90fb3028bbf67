"""The two clouds' Python runtimes on one machine, each driving a function in a child process."""
