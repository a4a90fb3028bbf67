"""Builds what is deployed: the function and all it needs, for one cloud, the same bytes each time.

`python -m bundle` (`make package`) goes one way, a module a step:

    pins → closure → wheels (by pip) → parts → lean → bytecode → archive, sizes, sbom

What is left out of a bundle is said in three places: `closure` leaves out whole distributions that
the platform has or no store needs, `parts` files that no function reads, and `unused` what of the
vendor's SDK this function never uses, which `lean` takes out and puts placeholders for.
"""
