"""stub replaced below"""

from gangju.desk.bridge.models import ResultSet


def evaluate_now() -> ResultSet:
    raise NotImplementedError
