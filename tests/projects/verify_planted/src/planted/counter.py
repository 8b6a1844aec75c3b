from planted.pools import spread

done = 0


def work(number):
    global done
    done += 1
    return number * number


def run():
    return spread(work, range(8))
