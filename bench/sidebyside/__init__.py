"""The side-by-side benchmark: nginx, docker-registry and entrepot, same upstream, same work, same machine.

Starting points: `cli.main` plans and runs, `workloads` says what is asked, `servers` how each server is
configured, `report` what is printed. Needs Python 3.9, and the programs that `cli.NEEDED` names.
"""
