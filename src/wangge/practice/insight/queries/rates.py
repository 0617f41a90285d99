"""The rates of a period, each with its three numbers; one statement a period."""

from .windows import Window, fetched

Three = list[int]
CLOCKS = {"contact": "response", "sign": "signed", "close": "closed"}
OF_ENTERPRISES = {"accept": "handed_over", "interim": "studied", "close": "replied"}

# A clock counts in the period in which it ended or should have; one that nobody is owed any more in none.
COUNTED = """
WITH mine AS MATERIALIZED (
  SELECT c.id, c.asker_kind, c.closed_at FROM cases_case c
  WHERE c.town_id = %(town_id)s AND c.area_path LIKE %(below)s AND c.reported_at < %(until)s
    AND c.recorded_at <= %(known_at)s AND (c.closed_at IS NULL OR c.closed_at >= %(since)s)
),
ratings AS (
  SELECT r.answer_step_id, r.score, r.at FROM cases_rating r JOIN cases_case c ON c.id = r.case_id
  WHERE c.town_id = %(town_id)s AND c.area_path LIKE %(below)s AND r.at >= %(since)s
)
SELECT 'clock', t.kind, c.asker_kind,
  count(*) FILTER (WHERE t.was_met AND t.stopped_at < %(until)s),
  count(*) FILTER (WHERE (t.was_met = false OR t.stopped_at IS NULL OR t.stopped_at >= %(until)s
    OR (t.was_met IS NULL AND t.stopped_at > t.due_at)) AND t.paused_at IS NULL AND NOT coalesce(
      t.was_met AND t.stopped_at < %(until)s, false)),
  count(*)
FROM cases_clock t JOIN cases_case c ON c.id = t.case_id
WHERE c.town_id = %(town_id)s AND c.area_path LIKE %(below)s AND c.recorded_at <= %(known_at)s AND t.party_id IS NULL
  AND t.kind IN ('accept', 'contact', 'sign', 'interim', 'close') AND t.started_at < %(until)s
  AND t.due_at >= %(since)s AND t.due_at < %(until)s
GROUP BY 2, 3
UNION ALL SELECT 'satisfied', '', '', count(*) FILTER (WHERE score >= 3), count(*), 0
FROM ratings WHERE at < %(until)s AND at <= %(known_at)s
UNION ALL SELECT 'unrated', '', '', count(*), 0, 0 FROM mine
JOIN cases_step s ON s.case_id = mine.id AND s.action = 'answer' AND s.at >= %(since)s AND s.at < %(until)s
LEFT JOIN ratings ON ratings.answer_step_id = s.id WHERE ratings.score IS NULL
UNION ALL SELECT 'solved', '', '', count(*) FILTER (WHERE v.is_solved = 'yes'),
  count(*) FILTER (WHERE v.is_solved IN ('yes', 'partly', 'no')), count(*)
FROM cases_visit v JOIN cases_case c ON c.id = v.case_id AND c.town_id = %(town_id)s AND c.area_path LIKE %(below)s
WHERE v.done_at >= %(since)s AND v.done_at < %(until)s
UNION ALL SELECT 'once', '', '', count(*) FILTER (WHERE NOT EXISTS (
  SELECT 1 FROM cases_step s WHERE s.case_id = mine.id AND s.action = 'reopen')), count(*), 0
FROM mine WHERE mine.closed_at >= %(since)s AND mine.closed_at < %(until)s"""


def rates_of(*, window: Window) -> dict[str, Three]:
    """Code of the dictionary → numerator, denominator, excluded."""
    rows = fetched(COUNTED, window.values())
    found: dict[str, Three] = {}
    for what, kind, asker, numerator, other, whole in rows:
        if what == "clock":
            three = [numerator, numerator + other, whole - numerator - other]
            _add(found, CLOCKS.get(kind, ""), three)
            _add(found, OF_ENTERPRISES.get(kind, "") if asker == "enterprise" else "", three)
        elif what in ("satisfied", "once"):
            _add(found, what, [numerator, other, 0])
        elif what == "unrated":
            _add(found, "satisfied", [0, 0, numerator])
        elif what == "solved":
            _add(found, what, [numerator, other, whole - other])
    return found


def _add(found: dict[str, Three], code: str, three: Three) -> None:
    if code:
        found[code] = [a + b for a, b in zip(found.get(code, [0, 0, 0]), three, strict=True)]
