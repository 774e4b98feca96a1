"""Addresses of the room `accounts`: the door, one's own account, the pages of the three administrators."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gangju.desk.accounts.views import audit, door, grants, handover, me, system

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", door.sign_in, name="sign_in"),
    path("login/code/", door.code, name="code"),
    path("login/again/", door.again, name="again"),
    path("login/stay/", door.stay, name="stay"),
    path("login/kept/", door.kept_form, name="kept"),
    path("login/kept/drop/", door.drop_kept, name="drop_kept"),
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("me/factor/", me.set_up_factor, name="factor"),
    path("me/factor/codes/", me.codes, name="codes"),
    path("me/everywhere/", me.everywhere, name="everywhere"),
    path("posts/<str:code>/hand-over/", handover.handing_over, name="hand_over"),
    path("posts/<str:code>/account/", handover.seating, name="seat"),
    path("hand-overs/<int:number>/", handover.handed_over, name="handed_over"),
    path("hand-overs/<int:number>/undo/", handover.undoing, name="undo_hand_over"),
    path("system/accounts/", system.accounts, name="accounts"),
    path("system/accounts/open/", system.open_account, name="open"),
    path("system/accounts/of/<str:username>/", system.account, name="account"),
    path("system/accounts/of/<str:username>/reset/", system.reset, name="reset"),
    path("system/accounts/of/<str:username>/close/", system.close, name="close"),
    path("system/machine/", system.how_it_runs, name="machine"),
    path("system/grants/", grants.grants, name="grants"),
    path("system/grants/of/<str:username>/", grants.holder, name="holder"),
    path("system/grants/of/<str:username>/give/", grants.give, name="give"),
    path("system/grants/of/<str:username>/unlock/", grants.unlock, name="unlock"),
    path("system/grants/of/<str:username>/factor/", grants.reset_factor, name="reset_factor"),
    path("system/grants/<int:number>/end/", grants.end, name="end"),
    path("system/policies/", grants.rules, name="policies"),
    path("system/journal/", audit.audit, name="audit"),
    path("system/journal/verify/", audit.verify, name="verify"),
]
