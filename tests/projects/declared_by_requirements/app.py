print("an application without metadata")
