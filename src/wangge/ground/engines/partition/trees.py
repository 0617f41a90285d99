"""Two neighbouring grids taken together and cut anew: the best cut of a random tree that prefers strong borders."""

import numpy as np

from wangge.ground.engines.compiled import compiled

from .ground import Floats, Ints
from .net import Net, Scratch, Stream, Wish, chance, excess

BUCKETS = 512


@compiled
def gather(net: Net, label: Ints, at: int, pair: tuple[int, int], box: Scratch) -> int:
    """The atoms of two grids that touch at an atom; answers how many."""
    a, b = pair
    box.mark[-1] += 1
    stamp = box.mark[-1]
    box.mark[at] = stamp
    box.nodes[0] = at
    count, head = 1, 0
    while head < count:
        v = box.nodes[head]
        box.spot[v] = head
        head += 1
        for e in range(net.first[v], net.first[v + 1]):
            u = net.other[e]
            if (label[u] == a or label[u] == b) and box.mark[u] != stamp:
                box.mark[u] = stamp
                box.nodes[count] = u
                count += 1
    return count


@compiled
def sorted_edges(net: Net, count: int, box: Scratch, rng: Stream) -> int:
    """The borders inside the pair, the strong ones first but for a random shift; answers how many."""
    stamp = box.mark[-1]
    noise = 0.4 * 2.0 ** np.floor(5.0 * chance(rng))
    found, low, high = 0, 1e300, -1e300
    for i in range(count):
        v = box.nodes[i]
        for e in range(net.first[v], net.first[v + 1]):
            u = net.other[e]
            if u > v and box.mark[u] == stamp:
                key = -net.bond[e] - noise * chance(rng)
                box.edges[0, found], box.edges[1, found], box.edges[2, found] = i, box.spot[u], e
                box.keys[found] = key
                low, high = min(low, key), max(high, key)
                found += 1
    scale = (BUCKETS - 1) / max(high - low, 1e-9)
    starts = np.zeros(BUCKETS + 1, dtype=np.int64)
    for j in range(found):
        starts[int((box.keys[j] - low) * scale) + 1] += 1
    for slot in range(BUCKETS):
        starts[slot + 1] += starts[slot]
    for j in range(found):
        slot = int((box.keys[j] - low) * scale)
        box.edges[3, starts[slot]] = j
        starts[slot] += 1
    return found


@compiled
def grow(count: int, found: int, box: Scratch) -> None:
    """Join the borders in their order to a tree; `order` then goes from its root outwards."""
    lead, degree = box.room[:count], box.room[count : 2 * count + 1]
    near, row = box.room[2 * count + 1 : 3 * count + 2], box.room[3 * count + 2 : 5 * count + 2]
    degree[:] = 0
    for i in range(count):
        lead[i] = i
    taken = 0
    for j in range(found):
        e = box.edges[3, j]
        p, q = box.edges[0, e], box.edges[1, e]
        while lead[p] != p:
            lead[p] = lead[lead[p]]
            p = lead[p]
        while lead[q] != q:
            lead[q] = lead[lead[q]]
            q = lead[q]
        if p != q:
            lead[p] = q
            box.edges[4, taken] = e
            taken += 1
            degree[box.edges[0, e]] += 1
            degree[box.edges[1, e]] += 1
            if taken == count - 1:
                break
    hang(count, taken, (degree, near, row), box)


@compiled
def hang(count: int, taken: int, rows: tuple[Ints, Ints, Ints], box: Scratch) -> None:
    """Hang the tree on its first atom: parents, depths, and the order from the root outwards."""
    degree, near, row = rows
    near[0] = 0
    for i in range(count):
        near[i + 1] = near[i] + degree[i]
        degree[i] = near[i]
    for j in range(taken):
        e = box.edges[4, j]
        p, q = box.edges[0, e], box.edges[1, e]
        row[degree[p]] = q
        degree[p] += 1
        row[degree[q]] = p
        degree[q] += 1
    box.parent[0], box.depth[0], box.order[0] = -1, 0, 0
    head, tail = 0, 1
    while head < tail:
        p = box.order[head]
        head += 1
        for j in range(near[p], near[p + 1]):
            q = row[j]
            if q != box.parent[p]:
                box.parent[q], box.depth[q] = p, box.depth[p] + 1
                box.order[tail] = q
                tail += 1


@compiled
def fill_sums(net: Net, wish: Wish, label: Ints, pair: tuple[int, int], sizes: tuple[int, int], box: Scratch) -> float:
    """What lies beyond each branch: weight, border, price of being grid a or b. Answers what is paid now."""
    count, found = sizes
    a, b = pair
    weight, cut, as_a, as_b = box.sums[0], box.sums[1], box.sums[2], box.sums[3]
    paid = 0.0
    for i in range(count):
        v = box.nodes[i]
        weight[i], cut[i] = net.weight[v], 0.0
        as_a[i] = wish.price[v] if wish.old[v] >= 0 and wish.old[v] != a else 0.0
        as_b[i] = wish.price[v] if wish.old[v] >= 0 and wish.old[v] != b else 0.0
        paid += as_a[i] if label[v] == a else as_b[i]
    for j in range(found):
        p, q = box.edges[0, j], box.edges[1, j]
        cost = net.cost[box.edges[2, j]]
        if label[box.nodes[p]] != label[box.nodes[q]]:
            paid += cost
        cut[p] += cost
        cut[q] += cost
        while p != q:
            if box.depth[p] < box.depth[q]:
                q = box.parent[q]
            else:
                p = box.parent[p]
        cut[p] -= 2.0 * cost
    for j in range(count - 1, 0, -1):
        i = box.order[j]
        p = box.parent[i]
        for row in range(4):
            box.sums[row, p] += box.sums[row, i]
    return paid


@compiled
def best_branch(count: int, wish: Wish, strict: float, box: Scratch) -> tuple[int, bool, float, float]:
    """The branch whose cut costs least; is it to be grid a; what is then paid, and the wrong sizes."""
    weight, cut, as_a, as_b = box.sums[0], box.sums[1], box.sums[2], box.sums[3]
    best, branch, is_a = 1e300, -1, True
    all_paid, all_wrong = 0.0, 0.0
    for j in range(1, count):
        i = box.order[j]
        wrong = excess(weight[i], wish) + excess(weight[0] - weight[i], wish)
        one = as_a[i] + as_b[0] - as_b[i]
        two = as_b[i] + as_a[0] - as_a[i]
        paid = cut[i] + min(one, two)
        if paid + strict * wrong < best:
            best, branch, is_a = paid + strict * wrong, i, one <= two
            all_paid, all_wrong = paid, wrong
    return branch, is_a, all_paid, all_wrong


@compiled
def relabel(net: Net, label: Ints, size: Floats, pair: tuple[int, int], branch: int, count: int, box: Scratch) -> None:
    """Make a branch of the tree grid `pair[0]` and the rest grid `pair[1]`."""
    box.inside[:count] = False
    box.inside[branch] = True
    size[pair[0]] = size[pair[1]] = 0.0
    for j in range(count):
        i = box.order[j]
        if j > 0 and box.inside[box.parent[i]]:
            box.inside[i] = True
        label[box.nodes[i]] = pair[0] if box.inside[i] else pair[1]
        size[label[box.nodes[i]]] += net.weight[box.nodes[i]]
