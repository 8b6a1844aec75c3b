from planted.pools import spread


def work(task):
    words, wanted = task
    words = sorted(words, key=len)
    words.append(wanted)
    return words.index(wanted)


def run():
    words = ["cedar", "ash", "birch"]
    return spread(work, [(words, "elm"), (words, "oak"), (words, "yew")])
