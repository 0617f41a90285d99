"""One function for each kind of organisation check: how many things were looked at, and which are not right."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.memory import AreaRow, areas_in_memory
from wangge.ground.engines import numerals
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.teams import CheckKind, OrganisationCheck

from .facts import NOTHING, Facts, Member, grid_of, village_of

Mend = Literal[
    "appoint", "unit", "profile", "links", "share_out", "place", "charge", "field", "wall", "net", "group", "supply",
    "training", "area", "appointment",
]  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One thing that is not as it should be; `mend` and its id say where it is put right."""

    area: AreaRow
    words: str
    mend: Mend
    mend_id: UUID | str | None = None
    subject: str = ""
    needed: int | None = None
    held: int | None = None


@dataclass(frozen=True)
class Checking:
    """One check of one place, with what it reads."""

    facts: Facts
    check: OrganisationCheck
    rules: Rulebook

    @property
    def areas(self) -> list[AreaRow]:
        return self.facts.areas_at(self.check.level, self.rules.code)

    def holders(self) -> list[Member]:
        """Those in the posts of the check, in areas that these rules bind."""
        bound = {area.id for level in self.rules.levels for area in self.facts.areas_at(level, self.rules.code)}
        return [one for one in self.facts.holders(self.check.posts) if one.area_id in bound]


Result = tuple[int, list[Found]]


def posts_filled(one: Checking) -> Result:
    """Required posts have their holders (三支队伍都有人)."""
    posts = [one.rules.post(code) for code in one.check.posts]
    areas = {area.id: area for post in posts for area in one.facts.areas_at(post.level, one.rules.code)}
    checked = sum(len(one.facts.areas_at(post.level, one.rules.code)) for post in posts)
    found = [
        Found(
            areas[gap.area_id],
            _("缺{post} {count} 人").format(post=gap.post_label, count=gap.needed - gap.held),
            "appoint", gap.post_kind, subject=gap.post_label, needed=gap.needed, held=gap.held,
        )
        for gap in one.facts.vacancies
        if gap.post_kind in one.check.posts and gap.area_id in areas
    ]  # fmt: skip
    return checked, found


def party_body(one: Checking) -> Result:
    """Each area has a party organisation (一网格一组织); more than one is no fault."""
    kinds = one.check.unit_kinds
    labels = _("或者").join(one.rules.unit_kind(kind).label for kind in kinds) or _("党组织")
    found = []
    for area in one.areas:
        here = [
            u for u in one.facts.units_by_area[area.id] if u.nature == "party" and (not kinds or u.unit_kind in kinds)
        ]
        if not here:
            found.append(Found(area, _("没有{units}").format(units=labels), "unit", needed=1, held=0))
    return len(one.areas), found


def party_share(one: Checking) -> Result:
    """At least a share of each team are party members, reckoned in whole numbers (3·p ≥ n)."""
    share, whole = one.check.share or (0, 1)
    teams, found = one.facts.holders_by_area(one.check.posts), []
    for area in one.areas:
        everyone = {member.person_name for member in teams[area.id]}
        party = {member.person_name for member in teams[area.id] if one.facts.is_party(member, one.rules)}
        needed = -(-share * len(everyone) // whole)
        if whole * len(party) < share * len(everyone):
            words = _("全队 {all} 人，党员 {party} 人，至少要 {needed} 人")
            said = words.format(all=len(everyone), party=len(party), needed=needed)
            found.append(Found(area, said, "profile", area.code, needed=needed, held=len(party)))
    return len(one.areas), found


def members(one: Checking) -> Result:
    """As many members as households ask for (十户一人): households ÷ each, rounded up."""
    teams, found = one.facts.holders_by_area(one.check.posts), []
    post = one.check.posts[0]
    each = one.check.each or one.rules.post(post).households_each or 1
    for area in one.areas:
        households, held = one.facts.households(area), len(teams[area.id])
        needed = -(-households // each)
        if held < needed:
            words = _("{households} 户，应有 {needed} 人，现有 {held} 人，缺 {missing} 人")
            said = words.format(households=households, needed=needed, held=held, missing=needed - held)
            found.append(Found(area, said, "appoint", post, needed=needed, held=held))
    return len(one.areas), found


def load(one: Checking) -> Result:
    """Linked households of one member are about as many as meant (约六十户)."""
    each, away = one.check.each or 1, one.check.tolerance or 0
    holders, found = one.holders(), []
    for member in holders:
        held = one.facts.loads[member.member_id]
        if abs(held - each) * 100 > each * away:
            words = (
                _("联 {held} 户，偏多").format(held=held) if held > each else _("联 {held} 户，偏少").format(held=held)
            )
            found.append(_of_member(member, words, "links", member.member_id, needed=each, held=held))
    return len(holders), found


def eligible(one: Checking) -> Result:
    """Holders of a post hold another one as well (网格长是社区干部), or come from where they should."""
    wanted, backgrounds = frozenset(one.check.must_hold), frozenset(one.check.backgrounds)
    cadres = [member for member in one.facts.everyone if member.post_kind in wanted]
    labels = _("或者").join(one.rules.post(code).label for code in one.check.must_hold)
    holders, found = one.holders(), []
    for member in holders:
        if backgrounds & set(one.facts.known.get(member.member_id, NOTHING).backgrounds):
            continue
        if not any(_is_same(member, cadre) and member.area_path.startswith(cadre.area_path) for cadre in cadres):
            said = _("不是{posts}").format(posts=labels)
            found.append(_of_member(member, said, "appointment", member.appointment_id))
    return len(holders), found


def _is_same(one: Member, other: Member) -> bool:
    if one.account_id is not None and one.account_id == other.account_id:
        return True
    return one.person_name == other.person_name


def groups(one: Checking) -> Result:
    """Each villagers' group lies in exactly one grid."""
    index = areas_in_memory()
    grids: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    villages: dict[tuple[str, str], AreaRow] = {}
    for place in one.facts.named_places:
        area = index.by_id.get(place.area_id)
        if place.kind != "village_group" or area is None or index.place_of(area.id) != one.rules.code:
            continue
        village, grid = village_of(area), grid_of(area)
        villages[village.path, place.name] = village
        grids[village.path, place.name] |= {grid.id} if grid else set()
    found = []
    for key, village in villages.items():
        if len(grids[key]) != 1:
            names = "、".join(sorted(index.by_id[grid].name for grid in grids[key]))
            words = _("同时在{grids}").format(grids=names) if grids[key] else _("不在任何网格里")
            found.append(Found(village, words, "place", village.code, key[1], needed=1, held=len(grids[key])))
    return len(villages), found


def place_held(one: Checking) -> Result:
    """Each road has its chief, each building its party group, or it is said that there is none."""
    index, kind = areas_in_memory(), one.check.place_kind or "road"
    places = [
        (place, index.by_id[place.area_id])
        for place in one.facts.named_places
        if place.kind == kind and place.area_id in index.by_id
        and index.place_of(place.area_id) == one.rules.code
    ]  # fmt: skip
    none = _("没有街长") if kind == "road" else _("没有党小组")
    found = [
        Found(area, none, "charge", place.id, place.name, needed=1, held=0)
        for place, area in places
        if (kind, place.id) not in one.facts.held_places
    ]
    return len(places), found


def linked(one: Checking) -> Result:
    """Each household of the roster is linked with a party member."""
    able = [member for member in one.facts.holders(one.check.posts) if one.facts.is_party(member, one.rules)]
    left, found = one.facts.unlinked(able), []
    for area in one.areas:
        if left[area.path]:
            all_of = one.facts.kept_households(area)
            words = _("{all} 户里有 {left} 户没有人联").format(all=all_of, left=left[area.path])
            found.append(Found(area, words, "share_out", area.code, needed=all_of, held=all_of - left[area.path]))
    return sum(one.facts.kept_households(area) > 0 for area in one.areas), found


def claimed(one: Checking) -> Result:
    """Each holder of a post has a field of his own, and it is on the wall (责任田上墙)."""
    holders, found = one.holders(), []
    for member in holders:
        published = one.facts.fields.get(member.member_id)
        if not published:
            words = _("还没有认领责任田") if published is None else _("认领了，还没有上墙公示")
            found.append(_of_member(member, words, "field" if published is None else "wall", member.member_id))
    return len(holders), found


def skills(one: Checking) -> Result:
    """Each team has every skill, or its gap is told (作战单元)."""
    held: dict[UUID, set[str]] = defaultdict(set)
    for member in one.facts.members:
        held[member.area_id] |= set(one.facts.known.get(member.member_id, NOTHING).skills)
    wanted, found = one.rules.teams.skills, []
    for area in one.areas:
        missing = [skill.label for skill in wanted if skill.code not in held[area.id]]
        if missing:
            words = _("缺{skills}").format(skills="、".join(missing))
            found.append(Found(area, words, "profile", area.code, needed=len(wanted), held=len(wanted) - len(missing)))
    return len(one.areas), found


def nets(one: Checking) -> Result:
    """Each grid is covered by all nets (三网融合)."""
    covers: dict[str, list[str]] = defaultdict(list)
    for path, net, _name, _holder in one.facts.net_covers:
        covers[net].append(path)
    wanted, found = one.rules.teams.nets, []
    for area in one.areas:
        missing = [net.label for net in wanted if not area.path.startswith(tuple(covers[net.code]))]
        if missing:
            words = _("缺{nets}").format(nets="、".join(missing))
            found.append(Found(area, words, "net", area.code, needed=len(wanted), held=len(wanted) - len(missing)))
    return len(one.areas), found


def naming(one: Checking) -> Result:
    """Areas are named by the rule of the place (荣星村第二网格)."""
    index, found = areas_in_memory(), []
    for area in one.areas:
        above = index.by_id.get(area.parent_id) if area.parent_id else None
        if area.ordinal is None or above is None:
            continue
        name_of = one.rules.micro_name if area.level == "micro" else one.rules.grid_name
        should = name_of(above.name, area.ordinal)
        if numerals.fold(area.name) != numerals.fold(should):
            found.append(Found(area, _("按规则叫“{name}”").format(name=should), "area", area.code))
    return len(one.areas), found


def one_grid(one: Checking) -> Result:
    """Nobody holds two grids, and no area is covered twice by one net; people of one name in a town are told too."""
    employment = one.rules.teams.employment
    posts = one.check.posts or (*employment.lead, *employment.full_time, *employment.part_time)
    people = list(_holds_twice(one, posts))
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, net, name, _holder in one.facts.net_covers:
        names[path, net].add(name)
    index, twice = areas_in_memory(), []
    for (path, net), known in names.items():
        area = index.by_path.get(path)
        if len(known) > 1 and area is not None and index.place_of(area.id) == one.rules.code:
            words = _("{net}重叠：{names}").format(net=_net_label(one.rules, net), names="、".join(sorted(known)))
            twice.append(Found(area, words, "net", area.code, needed=1, held=len(known)))
    return len(one.areas), [*people, *twice]


def _holds_twice(one: Checking, posts: Iterable[str]) -> Iterator[Found]:
    index = areas_in_memory()
    paths: dict[tuple[UUID | None, str], set[str]] = defaultdict(set)
    held = [(member.area_path, member.person_name) for member in one.facts.holders(posts)]
    held += [(path, holder) for path, _net, _name, holder in one.facts.net_covers if holder]
    for path, name in held:
        area = index.by_path.get(path)
        if area is not None and index.place_of(area.id) == one.rules.code:
            paths[area.town_id, name].add(path)
    for (_town, name), theirs in paths.items():
        apart = sorted(path for path in theirs if not any(other != path and other.startswith(path) for other in theirs))
        if len(apart) > 1:
            grids = "、".join(index.by_path[path].name for path in apart)
            words = _("一人管 {count} 个网格：{grids}；同名的请核对").format(count=len(apart), grids=grids)
            yield Found(index.by_path[apart[0]], words, "net", index.by_path[apart[0]].code, name, 1, len(apart))


def _net_label(rules: Rulebook, code: str) -> str:
    return next((net.label for net in rules.teams.nets if net.code == code), code)


def has_chat_group(one: Checking) -> Result:
    """Each grid has its chat group registered (微信群)."""
    found = [
        Found(area, _("没有登记微信群"), "group", area.code, needed=1, held=0)
        for area in one.areas
        if area.id not in one.facts.chat_areas
    ]
    return len(one.areas), found


def kit(one: Checking) -> Result:
    """Each grid was given its kit (装备)."""
    found, wanted = [], [one.rules.teams.supply(code) for code in one.check.supplies]
    for area in one.areas:
        missing = [supply.label for supply in wanted if (area.id, supply.code) not in one.facts.supplied]
        if missing:
            words = _("还没有发{items}").format(items="、".join(missing))
            found.append(Found(area, words, "supply", area.code, needed=len(wanted), held=len(wanted) - len(missing)))
    return len(one.areas), found


def trained(one: Checking) -> Result:
    """Whoever should be trained was, and it has not run out."""
    checked, found = 0, []
    for training in one.rules.teams.trainings:
        for member in one.facts.holders(training.posts):
            if areas_in_memory().place_of(member.area_id) != one.rules.code:
                continue
            checked += 1
            until = one.facts.trained_until.get((member.member_id, training.code))
            if until is None or until < one.facts.on:
                words = _("没有“{name}”") if until is None else _("“{name}”到期了")
                said = words.format(name=training.label)
                found.append(_of_member(member, said, "training", member.appointment_id))
    return checked, found


def _of_member(
    member: Member, words: str, mend: Mend, mend_id: UUID, *, needed: int | None = None, held: int | None = None
) -> Found:
    return Found(areas_in_memory().by_id[member.area_id], words, mend, mend_id, member.person_name, needed, held)


CHECKS: dict[CheckKind, Callable[[Checking], Result]] = {
    "posts_filled": posts_filled,
    "party_body": party_body,
    "party_share": party_share,
    "members": members,
    "load": load,
    "eligible": eligible,
    "groups": groups,
    "place_held": place_held,
    "linked": linked,
    "claimed": claimed,
    "skills": skills,
    "nets": nets,
    "naming": naming,
    "one_grid": one_grid,
    "chat_group": has_chat_group,
    "kit": kit,
    "trained": trained,
}
