"""form-js documents: loaded strictly, drawn as `Field` values, read and checked on the server. Pure; knows no web.

A document that loads is drawn and checked completely; anything else is refused with its place and a remedy.
"""

from engine.forms.fields import Field, Lookup, Option, Upload
from engine.forms.form import Form, Submission
from engine.forms.loading import load
from engine.forms.markdown import Block, Span
from engine.forms.messages import Message
from engine.forms.problems import FormRefused, Problem, UnexpectedFields

__all__ = [
    "Block",
    "Field",
    "Form",
    "FormRefused",
    "Lookup",
    "Message",
    "Option",
    "Problem",
    "Span",
    "Submission",
    "UnexpectedFields",
    "Upload",
    "load",
]
