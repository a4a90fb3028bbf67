"""``dynamodb:TABLE``: a DynamoDB table with the string key ``pk`` and time to live on ``ends``.

DynamoDB deletes expired items only within days, so every read checks ``ends`` itself.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from smscode.clock import Clock

_PATIENCE = 1.0  # s; no call waits that long, but a late write is still kept
_LIVE = "attribute_exists(pk) AND ends > :now"


class DynamoDb:
    """One item for each key."""

    def __init__(self, table: str, clock: Clock, patience: float = _PATIENCE) -> None:
        from smscode import aws  # noqa: PLC0415 - boto3 takes 100 ms to import

        # One try: repeating a count after a timeout would count twice.
        self._client = aws.client("dynamodb", None, connect=patience, read=patience, tries=1)
        self._conditional_failure = self._client.exceptions.ConditionalCheckFailedException
        self._table = table
        self._clock = clock

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Put *value* if *key* is absent; else return its value."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=self._item(key, value, seconds),
                ConditionExpression=f"NOT ({_LIVE})",
                ExpressionAttributeValues={":now": self._now()},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._conditional_failure as error:
            item: dict[str, dict[str, str]] = error.response.get("Item", {})
            return item["v"]["S"]
        return None

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count, and return the sum."""
        answer = self._client.update_item(
            TableName=self._table,
            Key={"pk": {"S": key}},
            UpdateExpression="ADD n :amount SET ends = :ends",
            ExpressionAttributeValues={
                ":amount": {"N": str(amount)},
                ":ends": self._in(seconds),
            },
            ReturnValues="UPDATED_NEW",
        )
        return int(answer["Attributes"]["n"]["N"])

    def put(self, key: str, value: str, seconds: float) -> None:
        """Put *value*, replacing any other."""
        self._client.put_item(TableName=self._table, Item=self._item(key, value, seconds))

    def get(self, key: str) -> str | None:
        """Return the value at *key*."""
        answer = self._client.get_item(
            TableName=self._table, Key={"pk": {"S": key}}, ConsistentRead=True
        )
        item: dict[str, dict[str, str]] = answer.get("Item", {})
        live = "v" in item and int(item["ends"]["N"]) > self._clock.time()
        return item["v"]["S"] if live else None

    def remove(self, key: str, value: str) -> None:
        """Remove *key* if it still has *value*."""
        try:
            self._client.delete_item(
                TableName=self._table,
                Key={"pk": {"S": key}},
                ConditionExpression="v = :value",
                ExpressionAttributeValues={":value": {"S": value}},
            )
        except self._conditional_failure:
            return

    def _item(self, key: str, value: str, seconds: float) -> dict[str, Any]:
        return {"pk": {"S": key}, "v": {"S": value}, "ends": self._in(seconds)}

    def _now(self) -> dict[str, str]:
        return {"N": str(int(self._clock.time()))}

    def _in(self, seconds: float) -> dict[str, str]:
        # Whole seconds, as DynamoDB's time to live requires.
        return {"N": str(ceil(self._clock.time() + seconds))}
