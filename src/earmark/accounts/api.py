"""The JSON of accounts: ``/api/v1/me`` and ``/api/v1/tokens``."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict

from earmark.accounts import actions, queries
from earmark.accounts.guard import CurrentReader
from earmark.accounts.models import ApiToken
from earmark.accounts.reader import Reader, Scope
from earmark.web.access import Needs, needs
from earmark.web.paging import Listing
from earmark.web.state import Db

api = APIRouter(tags=["account"])


class MeOut(BaseModel):
    """The account that asks, and how far its session or token reaches."""

    id: str
    name: str
    is_owner: bool
    scope: Scope

    @classmethod
    def of(cls, reader: Reader) -> "MeOut":
        """The reader as clients see them."""
        return cls(
            id=reader.public_id, name=reader.name, is_owner=reader.is_owner, scope=reader.scope
        )


class NewTokenIn(BaseModel):
    """A token to make; without ``expires_at`` it is good until it is revoked."""

    model_config = ConfigDict(extra="forbid")

    name: str
    scope: Scope = Scope.READ
    expires_at: AwareDatetime | None = None


class TokenOut(BaseModel):
    """A token without its secret."""

    id: str
    name: str
    prefix: str
    scope: Scope
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenOut":
        """The row as clients see it."""
        return cls.model_validate(token, from_attributes=True)


class NewTokenOut(TokenOut):
    """A token with its secret, which no later request gives again."""

    token: str


@api.get("/me")
def get_me(reader: CurrentReader) -> MeOut:
    """Who asks."""
    return MeOut.of(reader)


@api.get("/tokens")
@needs(Needs.ADMIN)
def list_tokens(reader: CurrentReader, db: Db) -> Listing[TokenOut]:
    """All tokens of the account, newest first; there are so few that one page holds them."""
    with db.read() as tx:
        tokens = queries.tokens_of(tx, reader.account_id)
    return Listing(items=[TokenOut.of(token) for token in tokens], total=len(tokens))


@api.post("/tokens", status_code=201)
@needs(Needs.ADMIN)
def create_token(body: NewTokenIn, reader: CurrentReader, db: Db) -> NewTokenOut:
    """Make a token; the answer is the only place that shows it."""
    made = actions.make_token(db, reader.account_id, body.name, body.scope, body.expires_at)
    token, secret = made
    return NewTokenOut(**TokenOut.of(token).model_dump(), token=secret)


@api.delete("/tokens/{token_id}", status_code=204)
@needs(Needs.ADMIN)
def revoke_token(token_id: str, reader: CurrentReader, db: Db) -> None:
    """Revoke a token; it is dead at once."""
    actions.revoke_token(db, reader, token_id)
