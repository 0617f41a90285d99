"""What happens after what: the one list of who listens to which fact."""

from wangge.core.areas.redrawing import Mover
from wangge.core.cases.calling import end_calls, tell_called
from wangge.core.cases.carried import carry_moved, carry_reported
from wangge.core.cases.clustering import join_clusters
from wangge.core.cases.events import CaseEscalated, CaseMoved, CaseReported
from wangge.core.cases.redrawing import move_cases
from wangge.core.cases.subscribers import (
    count_again,
    index_words,
    plan_visits,
    tell_first_owner,
    tell_next_owner,
    tell_of_escalation,
)
from wangge.core.matters.events import AdmissionAsked, AdmissionDecided, DemandSent
from wangge.core.matters.redrawing import move_demands
from wangge.core.matters.subscribers import tell_asking_unit, tell_deciders, tell_grids
from wangge.core.people.events import CareChanged, ChangeAsked, HazardMoved, RosterChanged
from wangge.core.people.redrawing import move_roster
from wangge.core.people.subscribers import tell_deciders as tell_deciders_of_changes
from wangge.core.people.subscribers import tell_second_person
from wangge.core.teams.redrawing import move_teams
from wangge.faces.exchange.returning import queue_results
from wangge.faces.phone import applying
from wangge.ground.foundation.calendar.events import WorkCalendarChanged
from wangge.ground.foundation.outbox import Wiring
from wangge.ground.sync.files import Keeper
from wangge.ground.sync.ops import Applier
from wangge.ground.sync.reviewing import Settler
from wangge.practice.emergency.events import EvacuationBegun, EvacuationEnded, EvacuationOrdered
from wangge.practice.emergency.redrawing import refuse_while_running
from wangge.practice.emergency.subscribers import start_lists, take_back_lists, tell_helpers
from wangge.practice.gridplans.events import PlanPublished, PlanTookEffect
from wangge.practice.gridplans.subscribers import tell_grids as tell_redrawn_grids
from wangge.practice.gridplans.subscribers import tell_of_notice
from wangge.practice.gridteams.redrawing import move_belongings
from wangge.practice.surveys.redrawing import move_surveys
from wangge.practice.visits.carrying import follow_households, task_care, task_cases, task_hazards
from wangge.practice.visits.redrawing import move_visits

WIRING: Wiring = {
    CaseReported: (index_words, join_clusters, tell_first_owner, carry_reported, task_cases),
    CaseMoved: (tell_next_owner, tell_called, end_calls, plan_visits, queue_results, carry_moved, task_cases),
    CaseEscalated: (tell_of_escalation,),
    WorkCalendarChanged: (count_again,),
    AdmissionAsked: (tell_deciders,),
    AdmissionDecided: (tell_asking_unit,),
    DemandSent: (tell_grids,),
    ChangeAsked: (tell_deciders_of_changes,),
    CareChanged: (tell_second_person, task_care),
    HazardMoved: (task_hazards,),
    RosterChanged: (follow_households,),
    EvacuationBegun: (start_lists,),
    EvacuationOrdered: (tell_helpers,),
    EvacuationEnded: (take_back_lists,),
    PlanPublished: (tell_of_notice,),
    PlanTookEffect: (tell_redrawn_grids,),
}

# Who moves rows when the grids of a village become others; what stands on something else comes after it.
MOVERS: tuple[Mover, ...] = (
    refuse_while_running,
    move_roster,
    move_teams,
    move_demands,
    move_cases,
    move_visits,
    move_surveys,
    move_belongings,
)

# Who does what phones send, by the kind of the op.
APPLIERS: dict[str, Applier] = {
    "visit": applying.apply_visit,
    "meeting": applying.apply_meeting,
    "wish": applying.apply_wish,
    "household": applying.apply_household,
    "person": applying.apply_person,
    "change_request": applying.apply_change_request,
    "case": applying.apply_case,
    "case_step": applying.apply_case_step,
    "hazard": applying.apply_hazard,
    "tick": applying.apply_tick,
    "read": applying.apply_read,
}
# Who puts photos that come after their ops where they belong; who writes the one of two values that was chosen.
KEEPERS: dict[str, Keeper] = {"case": applying.keep_case_photo}
SETTLERS: dict[str, Settler] = {"person": applying.settle_person, "household": applying.settle_household}
