"""Who acts: users, teams, regions, sessions. `store` writes, `sessions` signs in, `queries` lists."""

from engine.identity.users import SYSTEM as SYSTEM
from engine.identity.users import User as User
