"""By which door each line of the table is tried."""

from __future__ import annotations

from . import doors
from .doors import Door

ACTIONS: dict[str, Door] = {
    "read a page open to all": doors.page("open"),
    "read a page for allies": doors.page("for_allies"),
    "read a participants' page": doors.page("for_participants"),
    "read a draft on the site": doors.page("draft"),
    "open a part for allies": doors.part("Aux allié·es seulement."),
    "open a part for participants": doors.part("Aux participant·es seulement."),
    "see a card that is not public": doors.card("card", "Une fiche non publique"),
    "see a detail shown to allies": doors.card("card", "01 02 03 04 05"),
    "see a detail hidden by an organisation": doors.card("organisation", "05 04 03 02 01"),
    "talk in the dispositif's channel": doors.talks("common"),
    "talk in a delegation's channel": doors.talks("seated"),
    "talk in a pair channel": doors.talks("pair"),
    "talk in a peers channel": doors.talks("peers"),
    "talk in the channel of a page for allies": doors.talks("beside"),
    "set the rule of a delegation's channel": doors.sets_rule("seated"),
    "set the rule of the dispositif's channel": doors.sets_rule("common"),
    "take a delegation's channel along": doors.takes_along("seated"),
    "report a message of a delegation's channel": doors.reports_message,
    "settle a message reported here": doors.settles_report,
    "open and close channels here": doors.opens_and_closes_channels,
    "write a channel's welcome here": doors.welcomes_newcomers,
    "choose what newcomers see of a channel": doors.chooses_the_past,
    "twin delegations here": doors.twins,
    "read a delegation's page": doors.reads_delegation,
    "seat people in a delegation": doors.seats,
    "bring people into the dispositif": doors.brings_people,
    "answer who asks to join the dispositif": doors.answers_requests,
    "invite animators, or to the alliance": doors.invites_further,
    "start, end and reopen an accompaniment": doors.leads,
    "say how far its phases are": doors.tells_phases,
    "write the pages here": doors.edits("open"),
    "choose who sees a page here": doors.chooses_audience,
    "write the pages elsewhere": doors.edits("page_elsewhere"),
    "enter the workshop": doors.workshop("wagtailadmin_home"),
    "give roles in any dispositif": doors.gives_roles,
    "write the charter's versions": doors.writes_charter,
    "read the log and the reports": doors.workshop(
        "event_report", "barrier_reports", "failed_mails"
    ),
    "merge two cards of one person": doors.merges,
    "give accounts and the team's rights": doors.gives_accounts,
    "choose one's own password": doors.chooses_password,
    "change one's own address": doors.changes_address,
    "hide that one is in a discussion": doors.hides_presence,
    "write one's own card": doors.writes_own_card,
    "write an organisation's card": doors.writes_organisation,
    "sign the charter for oneself": doors.signs_for_oneself,
    "sign the charter for an organisation": doors.signs_for_organisation,
}
