"""Names of what the audit log and the forms of people speak of."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

VISIBILITY = {
    "own": _l("Own records"),
    "team": _l("Records of the teams that the person leads"),
    "all": _l("All records"),
}
ROLE_MEANING = {
    "employee": _l("Works on tasks, sees and edits records as far as their visibility reaches."),
    "designer": _l("Changes processes, forms and decision tables, and proposes them."),
    "manager": _l("Watches processes and their teams' work, hands over tasks, deals with incidents."),
    "administrator": _l("Keeps people, teams, calendars and connections; sees and may change everything."),
}
VERBS = {
    "activate_user": _l("Let a person in again"),
    "add_file": _l("Added a file to a draft"),
    "answer_case": _l("Answered a case"),
    "assign_task": _l("Assigned a task"),
    "broadcast_signal": _l("Sent a signal"),
    "cancel_instance": _l("Cancelled a process"),
    "change_password": _l("Changed their password"),
    "change_team": _l("Changed a team"),
    "change_user": _l("Changed a person"),
    "claim_task": _l("Took a task"),
    "complete_job": _l("Completed a job"),
    "complete_task": _l("Completed a task"),
    "correlate_message": _l("Delivered a message"),
    "create_record": _l("Created a record"),
    "create_team": _l("Created a team"),
    "create_user": _l("Created a person"),
    "deactivate_user": _l("Ended a person's access"),
    "delete_calendar": _l("Deleted a working calendar"),
    "deploy": _l("Deployed"),
    "end_session": _l("Ended a session"),
    "end_sessions": _l("Ended all sessions of a person"),
    "give_consent": _l("Recorded a consent"),
    "give_password": _l("Gave a one-time password"),
    "log_activity": _l("Logged an activity"),
    "propose": _l("Proposed a change of a process"),
    "raise_incident": _l("An incident came up"),
    "resolve_incident": _l("Resolved an incident"),
    "resume_instance": _l("Resumed a process"),
    "retry_incident": _l("Tried an incident again"),
    "save_calendar": _l("Saved a working calendar"),
    "save_preferences": _l("Changed language or time zone"),
    "set_group_members": _l("Changed a group"),
    "set_variables": _l("Changed variables of a process"),
    "sign_in": _l("Signed in"),
    "sign_in_refused": _l("Sign-in refused"),
    "sign_out": _l("Signed out"),
    "start_instance": _l("Started a process"),
    "submit_start_form": _l("Sent a start form"),
    "suspend_instance": _l("Suspended a process"),
    "unclaim_task": _l("Gave a task back"),
    "update_record": _l("Changed a record"),
    "withdraw_consent": _l("Recorded the withdrawal of a consent"),
}
"""Verbs of the audit log as people call them; others appear by their own names."""
SUBJECTS = {
    "user": _l("Person"),
    "team": _l("Team"),
    "group": _l("Group"),
    "work_calendar": _l("Working calendar"),
    "task": _l("Task"),
    "process_instance": _l("Process instance"),
    "incident": _l("Incident"),
    "job": _l("Job"),
    "deployment": _l("Deployment"),
}
"""What rows of the audit log are about, besides records."""
