from pydantic import Field, AliasChoices
from pydantic_settings import BaseSettings
class S(BaseSettings):
    model_config = {"env_prefix": "a_", "env_nested_delimiter": "__", "env_file": ".env"}
    a: int
    b: str | None = None
    c: Optional[bool] = Field(default=True, validation_alias=AliasChoices("C", "D"))
    class Config:
        env_prefix = "b_"
s = S()
