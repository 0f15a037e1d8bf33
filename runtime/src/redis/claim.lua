-- Claims the renewal of a token, for so many milliseconds; that the mark is there already means that
-- the answer to the same claim was lost.
--
-- KEYS  whose claim holds
-- ARGV  the mark, and for how long

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return 1
end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
