"""What the documentation says where the cursor is."""


class Reference:
    def inspect(self, code, cursor):
        return None

    def complete(self, code, cursor):
        return None
