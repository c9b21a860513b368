"""The types that parameters have. Each keeps the value as it was written; the types only say what is accepted."""

from __future__ import annotations

import sys
from numbers import Integral, Real
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError, PydanticKnownError


def _number_as_written(value: Any, accepts: ValidatorFunctionWrapHandler) -> Any:
    number = _python_number(value)
    # pydantic takes whatever has `__float__`, a Decimal among them, with which torch cannot multiply
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise PydanticKnownError("float_type")
    accepts(number)
    return value


def _whole_as_written(value: Any, accepts: ValidatorFunctionWrapHandler) -> Any:
    number = _python_number(value)
    accepts(int(number) if isinstance(number, float) and number.is_integer() else number)
    return value


def _python_number(value: Any) -> Any:
    """A number of another library, such as numpy's, as the int or float that it is."""
    if isinstance(value, bool | int | float) or not isinstance(value, Real):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


def _list_as_written(value: Any, accepts: ValidatorFunctionWrapHandler) -> Any:
    accepts(list(value) if isinstance(value, tuple) else value)
    return value


def _no_int(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        raise PydanticCustomError("strict_float", "a float is needed")
    if not isinstance(value, float):
        raise PydanticKnownError("float_type")
    return value


def _fits_float(value: Any) -> Any:
    """Refuse what is beyond all floating-point numbers."""
    if abs(value) > sys.float_info.max:
        raise PydanticKnownError("float_type")
    return value


FitsFloat = AfterValidator(_fits_float)
"""For a whole number with which the class computes rates, and not only counts."""

Number = Annotated[float, WrapValidator(_number_as_written)]
"""A finite int or float; never a bool or a string."""

Positive = Annotated[float, Field(gt=0), WrapValidator(_number_as_written)]
NotNegative = Annotated[float, Field(ge=0), WrapValidator(_number_as_written)]

RealFloat = Annotated[float, BeforeValidator(_no_int)]
"""A float for classes that look for the type `float` and refuse `1`."""

Whole = Annotated[int, WrapValidator(_whole_as_written)]
"""A whole number. `30.0` counts, as the classes that take this type give the same curve for it."""

Count = Annotated[int, Field(ge=0), WrapValidator(_whole_as_written)]

Length = Annotated[int, Field(ge=1), WrapValidator(_whole_as_written)]
"""A number of ticks of which there must be at least one."""

StrictLength = Annotated[int, Field(ge=1)]
"""The same for classes that refuse a float, whole or not."""

Numbers = Annotated[list[Number], WrapValidator(_list_as_written)]
Wholes = Annotated[list[Whole], WrapValidator(_list_as_written)]

PerGroup = Number | Annotated[list[Number], Field(min_length=1), WrapValidator(_list_as_written)]
"""One number for all parameter groups, or a list with one for each."""

LastEpoch = Annotated[Literal[-1], WrapValidator(_whole_as_written)]
"""A schedule starts at the beginning. Resuming is done by `load_state_dict`."""
