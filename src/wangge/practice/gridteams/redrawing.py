"""What a grid team owns goes along with its grid: ground taken on, kit, nets, groups, texts, lists."""

from django.db import connection

from wangge.core.areas.redrawing import Redrawn, follow

OF_PLACES = """
 UPDATE gridteams_charge t SET area_id = a.id, area_path = a.path FROM areas_moved_thing m
 JOIN areas_area a ON a.id = m.to_area_id
 WHERE m.redrawing_id = %s AND m.kind = 'named_place' AND m.thing_id = t.place_id AND t.ended_on IS NULL"""
ENDED_NETS = """
 UPDATE gridteams_net_cover t SET until = greatest(%s, t.since)
 WHERE t.area_id = ANY (%s::uuid[]) AND t.until IS NULL"""


def move_belongings(redrawn: Redrawn) -> None:
    """Of closed grids; a special-purpose grid (专项网格) that the heir has already ends."""
    with connection.cursor() as cursor:
        cursor.execute(OF_PLACES, [redrawn.id])
    follow(redrawn, kind="charge", table="gridteams_charge", live="t.ended_on IS NULL")
    follow(redrawn, kind="supply", table="gridteams_supply_item", live="t.returned_on IS NULL")
    follow(redrawn, kind="net", table="gridteams_net_cover", live="t.until IS NULL", once=["net", "name"])
    follow(redrawn, kind="chat_group", table="gridteams_chat_group", live="t.closed_on IS NULL", once=["name"])
    follow(redrawn, kind="group_text", table="gridteams_group_text", live="t.withdrawn_at IS NULL")
    follow(redrawn, kind="list_entry", table="gridteams_list_entry", once=["list_code", "member_id", "slot"])
    with connection.cursor() as cursor:
        cursor.execute(ENDED_NETS, [redrawn.on, list(redrawn.heirs)])
