"""Small grounds for the tests of grid partition: streets of square cells with known borders."""

from wangge.ground.engines.partition.ground import Atom, Border, Ground, ground_of

SIDE = 10.0  # metres of a cell


def cells(width, height, *, households=20, community="北街", river=None, sizes=None, block=None):
    """`width` × `height` square cells; a river runs east of column `river`; compounds are blocks of so many columns."""
    atoms = [
        Atom(
            key=f"{community}{x}/{y}",
            community=community,
            households=households if sizes is None else sizes[(y * width + x) % len(sizes)],
            compound=None if block is None else f"{x // block}",
            square_metres=SIDE * SIDE,
            rim=4 * SIDE,
        )
        for y in range(height)
        for x in range(width)
    ]
    east = [
        Border(f"{community}{x}/{y}", f"{community}{x + 1}/{y}", SIDE, x == river)
        for y in range(height)
        for x in range(width - 1)
    ]
    north = [
        Border(f"{community}{x}/{y}", f"{community}{x}/{y + 1}", SIDE) for y in range(height - 1) for x in range(width)
    ]
    return atoms, [*east, *north]


def town(*communities) -> Ground:
    atoms = [atom for found, _ in communities for atom in found]
    return ground_of(atoms, [border for _, found in communities for border in found])


def is_whole(ground, keys):
    """Do these atoms hang together?"""
    numbers = {ground.number[key] for key in keys}
    seen, waiting = set(), [min(numbers)]
    while waiting:
        here = waiting.pop()
        seen.add(here)
        touching = ground.ends[(ground.ends == here).any(axis=1)].ravel().tolist()
        waiting += [v for v in touching if v in numbers and v not in seen]
    return seen == numbers
