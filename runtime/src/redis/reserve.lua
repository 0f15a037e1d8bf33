-- Reserves the next time at which a request may be sent; or takes leave, once that time has come.
--
-- ARGV  requests, period, the longest wait that is of use or -1; the mark of who asks; and if it has
--       waited for its time, when it was last told of that, else 0
-- gives the wait, 1 and now; or the wait that is too long, 0, and whether it is the API that wants it

local requests, period, within = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local mark, asked = ARGV[4], tonumber(ARGV[5])

-- The time at this rank, from the end where it is negative.
local time_at = function(rank)
  return tonumber(redis.call('ZRANGE', KEYS[1], rank, rank, 'WITHSCORES')[2] or 0)
end

local put = function(time)
  redis.call('ZADD', KEYS[1], text(time), mark)
  redis.call('PEXPIRE', KEYS[1], math.ceil((time_at(-1) - now + period) / 1000) + 1000)
end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now - period))

local own
local held = redis.call('ZSCORE', KEYS[1], mark)
held = held and tonumber(held)
if held and asked == 0 then
  -- The answer to the same question was lost.
  return {math.max(held - now, 0), 1, now}
elseif held then
  -- What the API said since then, the reservation does not know.
  local news, is_refused = {}, false
  for _, quota in ipairs(told) do
    if held < quota.till and asked < quota.since then
      news[#news + 1] = quota
      is_refused = is_refused or quota.left == 0
    end
  end
  if is_refused then
    give_back(mark, asked)
  else
    for _, quota in ipairs(news) do
      count(quota, -1)
    end
    -- Who comes late is counted from now, and there may be no room: others were late before.
    local sent = redis.call('ZCOUNT', KEYS[1], '-inf', text(now))
    if now <= held or sent <= requests then
      put(math.max(now, held))
      return {0, 1, now}
    end
    give_back(mark, now)
    own = time_at(sent - requests - 1) + period
  end
end

-- The window that begins with the time so many places before is full until its end.
own = own or math.max(now, time_at(-requests) + period)
local at = own
for _, quota in ipairs(told) do
  if quota.left == 0 then
    at = math.max(at, quota.till)
  end
end

local wait = at - now
if within >= 0 and wait > within then
  return {wait, 0, at > own and 1 or 0}
end
put(at)
for _, quota in ipairs(told) do
  if at < quota.till then
    count(quota, -1)
  end
end
return {wait, 1, now}
