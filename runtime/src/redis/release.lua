-- Gives a claim back, unless its time was over and someone else has it by now.
--
-- KEYS  whose claim holds
-- ARGV  the mark

if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
