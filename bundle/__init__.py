"""Builds what is deployed: the function and all it needs, for one cloud, the same bytes each time.

`python -m bundle` (`make package`) goes one way, a module a step:

    pins → closure → wheels (by pip) → parts → bytecode → archive, sizes, sbom

What is left out of a bundle is said in two places: `closure` leaves out whole distributions,
`parts` files of those that stay.
"""
