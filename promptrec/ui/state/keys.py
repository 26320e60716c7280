"""Every name under which a visit keeps something, page by page; no other file spells one.

A comment says what is kept where the name does not.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from promptrec.data.dataset import Dataset
from promptrec.data.rules import FieldRule
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.store.editor import KeptDraft
from promptrec.ui.state.key import Key

if TYPE_CHECKING:
    from promptrec.recommend.ask import LabelQuestion
    from promptrec.ui.state.opened import Who

Address = Mapping[str, str]  # name -> value, as in the address of a page

WRITTEN_BEFORE: Key[tuple[Address, float]] = Key("written_before", ({}, 0.0))
# an address that a page wrote before the last one, and until when (monotonic seconds)

# every page
LANGUAGE = Key("lang", "")
SPOKEN = Key("spoken", "")  # the language of the run before
DATA = Key("data", "")
DATA_ADDRESS: Key[Address] = Key("data_address", {})  # what a page wrote of it last
DATA_NEXT = Key("data_next", "")  # a data set that was just saved: the list is to show it
DATA_FOLDERS: Key[tuple[str, ...]] = Key("data_folders", ())  # elsewhere, met in this visit
USER = Key("user", "")
FIRST_USER = Key("first_user", "")  # who was put into a box before anybody chose; by box
ITEM = Key("item", "")  # its label in the list; one for each data set
RUN = Key("run", "")
MODEL = Key("model", "")
GLOSSARY = Key("glossary", "")  # what is searched in it
STORY = Key("story", "")  # "on" for who follows the story
PAGES_SEEN: Key[set[str]] = Key("pages_seen", set())

# Data
DATA_TAB = Key("data_tab", "")
DATA_SAVED = Key("data_saved", "")  # an upload that was just kept: it is shown with what is next
DATA_OPENED = Key("data_opened", False)  # it is to be shown now
UPLOADS: Key[list[Any]] = Key("upload_files", [])
UPLOAD_READ: Key[dict[tuple[str, str], Any]] = Key("upload_read", {})  # of the files given now
UPLOAD_NAME = Key("upload_name", "")
UPLOAD_NAMED: Key[tuple[str, ...]] = Key("upload_named", ())  # the files that it was begun for
UPLOAD_AS_LAYOUT = Key("upload_as_layout", True)
UPLOAD_ENCODING = Key("encoding", "")  # of a file
UPLOAD_CHECKED: Key[tuple[str, Any]] = Key("upload_checked", ("", None))  # what was said, found
UPLOAD_REPLACES = Key("upload_replaces", False)  # a data set of the same name
OWN_NAME = Key("own_name", "")  # of an upload, to rename it
OWN_SURE = Key("own_sure", False)  # that it may be deleted
MAPPED_FILES: Key[object] = Key("map_files", None)  # the files that the answers are about
MAPPED_FILE: Key[object] = Key("map_of", None)  # the same for one table
MAPPED = Key("map", "")  # the file of a table, the column of one of our columns
MAPPED_OTHERS: Key[list[str]] = Key("map", [])  # the columns that stay beside
FIELD_RULES: Key[dict[str, FieldRule]] = Key("rules", {})  # tried in this visit, by data set
RULE_FIELD = Key("rule_field", "")
RULE_SHOWN: Key[tuple[str, str] | None] = Key("rule_shown", None)  # data and field in the form
RULE_START = Key("rule_start", FieldRule())  # what the form began with

# Templates
TEMPLATE = Key("template", "")  # the choice of the list
TEMPLATE_OPENED = Key("template_opened", "")  # just saved: the list is to show it
TEMPLATES_ADDRESS: Key[Address] = Key("templates_address", {})  # what was taken from it last
TEMPLATE_NAME = Key("name", "")  # to save under, by what the draft began as
VERSION_OLD, VERSION_NEW = Key("diff_old", ""), Key("diff_new", "")
DRAFT_TEXT = Key("draft_text", "")
DRAFT_BASE = Key("draft_base", "")  # "own/NAME" or "library/NAME"
DRAFT_WORDS = Key("draft_verbalizer", "")
DRAFT_LANGUAGE = Key("draft_language", "")
DRAFT_FORCE = Key("draft_force", 0)  # rises whenever Python, not the keyboard, changed the text
DRAFT_EDITOR: Key[Mapping[str, Any]] = Key("draft_editor", {})
DRAFT_MODEL = Key("draft_model", "")
DRAFT_OF = Key("draft_of", "")  # the source of the data set whose drafts are in hand
DRAFT_NEXT: Key[Template | None] = Key("draft_next", None)  # another page sends it to the editor
DRAFT_SEEN: Key[KeptDraft | None] = Key("draft_seen", None)  # what the store held last
DRAFT_BEGUN: Key[KeptDraft | None] = Key("draft_begun", None)  # what the page itself put there
DRAFT_BEFORE: Key[KeptDraft | None] = Key("draft_before", None)  # what was written over
AB_OPEN = Key("ab_open", False)  # a second template stands beside the draft
AB_START = Key("ab_start", "")  # what the second one was begun as
PALETTE: Key[str | None] = Key("palette", None)
SCORE_WITH = Key("score_with", "")
HINT_PLACE = Key("hint_place", "")  # the word that others are asked for
HINTS_ASKED: Key[object] = Key("hints_asked", None)  # everything that they depend on

# New run; a setting's widget is SETTING.of its name
SETTING: Key[Any] = Key("run", None)
RUN_TEMPLATE = Key("run_template", "")
RUN_TARGET_TEMPLATE = Key("run_target_template", "")
RUN_SPLIT: Key[Any] = Key("run_split", None)  # the same for the split
RUN_NAME = Key("new_run_name", "")
RUN_NOTE = Key("new_run_note", "")
RUN_PRESET: Key[str | None] = Key("new_run_preset", "quick")  # None: the form is filled by a run
RUN_CHANGED: Key[tuple[str, ...]] = Key("new_run_changed", ())  # settings that a person changed
RUN_PUT_BACK: Key[tuple[str, ...]] = Key("new_run_put_back", ())  # those that a preset put back
RUN_LINK: Key[Address] = Key("new_run_link", {})  # the template that the address brought last
RUN_LABELS = Key("run_labels", "")
RUN_LABELS_LINK = Key("run_labels_link", "")  # what the address said of them last
RUN_BEFORE: Key[RunSettings | None] = Key("form_before", None)  # the run that is repeated
TEMPLATE_OF_RUN: Key[Template | None] = Key("template_of_run", None)  # the template of that run
TEMPLATE_OF_LINK: Key[Template | None] = Key("linked", None)  # one that came with a link

# Runs
RUN_RENAMED, RUN_NOTED = Key("run_renamed", ""), Key("run_noted", "")
RUN_SURE = Key("run_sure", False)  # that it may be deleted
RUN_DELETED = Key("run_deleted", "")  # just now, so nobody is told once more

# Search
SEARCH = Key("search", "")
SEARCH_KIND = Key("search_kind", "")
SEARCH_JUDGE = Key("search_judge", "")  # of edits: a method, or the id of a run
SEARCH_OPENED = Key("search_opened", 0)  # number of the trial to open in the editor
SEARCH_ADDRESS = Key("search_address", "")  # the template that the address brought last
SEARCH_SETTING: Key[Any] = Key("search_of", None)  # a setting's widget is one `of` its name
SEARCH_SPLIT: Key[Any] = Key("search_split", None)
SEARCH_NEXT = Key("search_next", "")  # a search that was just queued: the list is to show it

# Label
LABEL_RUN, LABEL_MODEL = Key("label_run", ""), Key("label_model", "")
QUESTIONS: "Key[tuple[str, Sequence[LabelQuestion]]]" = Key(
    "label_questions", ("", ())
)  # of which data
QUESTIONS_OF: "Key[Who | None]" = Key("label_questions_of", None)  # who asks them
QUESTION_AT = Key("label_at", 0)
SKIPPED: Key[dict[str, list[tuple[str, str]]]] = Key("label_skipped", {})  # pairs by data set

# Lesson
LESSON_STEP: Key[str | None] = Key("lesson", None)  # what is predicted at a step
LESSON_AT = Key("lesson_at", 0)  # the step that is shown, from 0
LESSON_DONE: Key[Mapping[str, tuple[str, str]]] = Key("lesson_done", {})  # predicted, and right
LESSON_ADDRESS: Key[Address] = Key("lesson_address", {})  # what the page wrote last
CLASS_CODE, CLASS_NICKNAME = Key("class_code", ""), Key("class_nickname", "")  # of who joins
CLASS_REFUSED = Key("class_refused", "")  # why a second class was not started
CLASS_GUESS: Key[str | None] = Key("class_guess", None)  # of a pupil at a step

# Explain
EXPLAIN_RUN, EXPLAIN_MODEL = Key("explain_run", ""), Key("explain_model", "")
EXPLAIN_USER, EXPLAIN_ITEM = Key("explain_user", ""), Key("explain_item", "")
EXPLAIN_VIEW = Key("explain_view", "")
EXPLAIN_METHOD = Key("explain_method", "")
EXPLAIN_CURVE = Key("explain_curve", "")  # the field whose values are tried
EXPLAIN_TESTED = Key("explain_tested", "")  # the method that is tested
EXPLAIN_AGAINST = Key("explain_against", "")  # the second template or run
EXPLAIN_OVER = Key("explain_over", "")  # so many examples
EXPLAIN_GROUP = Key("explain_group", "")  # by this field
EXPLAIN_EDITS = Key("explain_edits", "")  # JSON object, field -> text, of changed fields alone
EXPLAIN_EDITED = Key("explain_edited", "")  # the whole prompt, once its words were changed
EXPLAIN_EDITS_IN = Key("explain_edits_in", "")  # the prompt that both belong to
EDIT, EDIT_WORDS = Key("edit", ""), Key("edit_words", "")  # a field's box, the prompt's
EXPLAIN_ATTENTION = Key("explain_attention", "")  # mode.layer.head.token.direction
EXPLAIN_ATTENTION_IN = Key("explain_attention_in", "")  # the prompt that it was looked at in
ATTENTION_MAP: Key[Mapping[str, Any]] = Key("attention", {})
EXPLAIN_ADDRESS: Key[Address] = Key("explain_address", {})  # what the page wrote last
EXPLAIN_ASKED: Key[tuple[Address, Address]] = Key(
    "explain_asked", ({}, {})
)  # of a link, and first shown

# Compare
COMPARED: Key[list[str]] = Key("compare", [])  # ids of runs, by data and split
COMPARED_SEEN: Key[set[str]] = Key("seen_compare", set())  # were offered already
COMPARE_SHOWN: Key[dict[str, dict[str, Any]]] = Key("compare_shown", {})  # for the file, by part
COMPARE_SPLIT: Key[Any] = Key("compare_split", None)
COMPARE_OF = Key("compare_of", "runs")  # runs, or files: scores that somebody brings
COMPARE_OF_ADDRESS: Key[Address] = Key("compare_of_address", {})  # what the page wrote of it last
COMPARE_VIEW = Key("versus_view", "")
COMPARE_ADDRESS: Key[Address] = Key("compare_address", {})  # what the page wrote last
COMPARE_ASKED: Key[tuple[Address, Address]] = Key(
    "compare_asked", ({}, {})
)  # of a link, and first shown
VERDICT_CONTROL, VERDICT_METRIC = Key("verdict_control", ""), Key("verdict_metric", "")
VERDICT_SESOI, VERDICT_EXPLORE = Key("verdict_sesoi", 0.01), Key("verdict_explore", False)
VERDICT_USERS = Key("verdict_users", 50)
WINNERS_BY = Key("winners_by", "")
SCORES_GIVEN: Key[list[Any]] = Key("scores_given", [])  # files of scores
SCORES_NAME = Key("scores_name", "")  # of the system that a file is of, by file
SCORES_COLUMN: Key[str | None] = Key("scores_column", None)  # by file and column of ours
SCORES_LIKED: Key[float | None] = Key("scores_liked", None)  # the rating from which one is liked
SCORES_CONTROL = Key("scores_control", "")
SESOI_FIRST: Key[dict[object, float]] = Key("sesoi_first", {})  # judged with at first
CONFIRMED: Key[Any] = Key("confirmed", None)  # a comparison on test, by what was asked
BEYOND_USERS = Key("beyond_users", 50)
BEYOND_KIND = Key("beyond_kind", "")  # the field of items
BEYOND_FIELD = Key("beyond_field", "")  # the field of users
BEYOND_AGAINST, BEYOND_MEASURE = Key("beyond_against", ""), Key("beyond_measure", "")
LADDER_VIEW = Key("ladder_view", "")
FORMATS_COUNT = Key("formats_count", 5)

# Deploy
DEPLOY_URL = Key("deploy_url", "")  # of a service that runs
DEPLOY_KEY = Key("deploy_key", "")
DEPLOY_WHY = Key("deploy_why", "")  # why a state or what answers changes
DEPLOY_JUDGED = Key("deploy_judged", False)  # an update was held against its run, by its id

# Recommend
WHO = Key("who", "")  # a user of the data, or somebody new
USER_ADDRESS = Key("user_address", "")  # the user that the address brought last
TOLD: Key[list[str]] = Key("told", [])  # titles of somebody new, by side and data
PROFILE = Key("profile", "")  # a column of somebody new, by data
CANDIDATES = Key("candidates", 0)
WHICH = Key("which_items", "")  # how those that are read are chosen
WHERE = Key("where", "")  # a field of items
WHERE_WORDS: Key[list[str]] = Key("where_words", [])  # of a field
DIVERSITY = Key("diversity", 0.0)
SEEN = Key("seen_too", False)
AGAINST = Key("recommend_against", "")  # a second run
BESIDE: Key[tuple[Any, str, Any]] = Key("beside", (None, "", None))  # a list, a run, its scores
LIST_NAME = Key("list_name", "")  # to keep a list under
LIST_OPENED = Key("list_opened", "")  # a kept list that is shown
KEPT_OPEN = Key("kept_open", False)  # the kept lists are unfolded
LIST_ADDRESS: Key[Address] = Key("list_address", {})  # what the page wrote last
LIST_WANTED = Key("list_wanted", False)  # a link asks for the list itself
FIRST_STAGE: Key[tuple[object, float]] = Key("first_stage", (None, 0.0))  # of which list, recall
TOP_ITEMS: Key[tuple[object, Any]] = Key("places", (None, None))  # what was asked, the list


def of_data(key: Key[str], data: Dataset) -> Key[str]:
    """The same choice in each data set by itself."""
    return key.of(data.fingerprint()[:8])


def editor_text(editor: str) -> Key[str]:
    """What an editor holds, kept beside the component."""
    return Key(f"{editor}__text", "")


def editor_force(editor: str) -> Key[int | None]:
    """The `force` that this text belongs to."""
    return Key(f"{editor}__force", None)


def component(name: str) -> Key[Mapping[str, Any]]:
    """What a component of ours says of itself."""
    return Key(name, {})
