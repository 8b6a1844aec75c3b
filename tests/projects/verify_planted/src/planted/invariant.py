from planted.pools import spread


class Account:
    def __init__(self):
        self.paid = 0
        self.owed = 100

    def pay(self, amount):
        self.paid = self.paid + amount
        self.owed = self.owed - amount

    def balanced(self):
        return self.paid + self.owed == 100


account = Account()


def work(amount):
    account.pay(amount)
    return amount


def run():
    return spread(work, range(8))
