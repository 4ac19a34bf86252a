"""The demo company: made-up people, customers and deals, the same ones every time, told through the real process."""

from engine.demo.generating import generate as generate
from engine.demo.generating import is_missing as is_missing
from engine.demo.people import PASSWORD as PASSWORD
from engine.demo.people import SIGN_INS as SIGN_INS
