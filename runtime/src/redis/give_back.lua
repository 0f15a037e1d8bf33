-- Gives back a time that nobody waits for any more.
--
-- ARGV  the mark of who asked, and when it was last told of its time

give_back(ARGV[1], tonumber(ARGV[2]))
