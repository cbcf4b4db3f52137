"""LinkedIn's words: errors with their codes (error-handling and error-responses pages, read 2026-11-24)."""

from __future__ import annotations

from typing import Any

from smm_action.sandbox.call import Refusal

USUAL: dict[int, tuple[str, int | None, str]] = {
    400: ("INVALID_VALUE_FOR_FIELD", None, "Invalid value for field"),
    401: ("INVALID_ACCESS_TOKEN", 65600, "Invalid access token"),
    403: ("ACCESS_DENIED", 100, "Not enough permissions to access this resource"),
    404: ("RESOURCE_NOT_FOUND", None, "Could not find entity"),
    409: ("CONFLICT", None, "Conflict with another request; retry it"),
    413: ("PAYLOAD_TOO_LARGE", None, "Request entity too large"),
    422: ("UNPROCESSABLE_ENTITY", None, "The request can not be processed"),
    426: ("NONEXISTENT_VERSION", None, "Requested version is not active"),
    429: ("TOO_MANY_REQUESTS", 101, "Resource level throttle limit for calls to this resource is reached."),
    500: ("INTERNAL_SERVER_ERROR", None, "Internal Server Error"),
    503: ("SERVICE_UNAVAILABLE", None, "Service Unavailable"),
    504: ("GATEWAY_TIMEOUT", None, "Gateway Timeout"),
}


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the JSON body of an error."""
    code, number, usual = USUAL.get(status, ("UNKNOWN", None, "Something went wrong"))
    numbered = {} if number is None else {"serviceErrorCode": number}
    return {"status": status, **numbered, "code": code, "message": message or usual}


def refused(status: int, code: str = "", message: str = "", number: int | None = None) -> Refusal:
    """Return an answer other than success; what is left out is as usual for the status."""
    body = error_body(status, message)
    if code:
        body = {"status": status, "code": code, "message": message or code}
    if number is not None:
        body["serviceErrorCode"] = number
    return Refusal(status, body)


def repeated(urn: str) -> Refusal:
    """Return how a repetition is refused (recorded: github.com/Arisamiga/Linkedin-RSS issue 5, 2023-12-14)."""
    return Refusal(
        422,
        {
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate"
            f" of {urn}",
            "errorDetails": {
                "inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]
            },
            "status": 422,
        },
    )
