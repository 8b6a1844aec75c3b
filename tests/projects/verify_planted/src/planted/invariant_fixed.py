import threading

from planted.pools import spread


class Account:
    def __init__(self):
        self.paid = 0
        self.owed = 100
        self._lock = threading.RLock()

    def pay(self, amount):
        with self._lock:
            self.paid = self.paid + amount
            self.owed = self.owed - amount

    def balanced(self):
        with self._lock:
            return self.paid + self.owed == 100


account = Account()


def work(amount):
    account.pay(amount)
    return amount


def run():
    return spread(work, range(8))
