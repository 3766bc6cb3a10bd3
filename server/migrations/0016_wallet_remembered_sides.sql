-- What it answers has more columns now, and a function cannot be replaced by one that answers otherwise.
drop function if exists wallet.find_sides(uuid[], text[], text[], text[], text[]);
