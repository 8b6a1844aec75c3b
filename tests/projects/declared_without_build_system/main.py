print("an application")
