-- What the scripts of the limiter begin with. Redis runs a script as one step, so nobody comes in
-- between. All times are in microseconds, by the clock of Redis.
--
-- KEYS  when requests were sent or may be, by the marks of those who asked; what the API said of its
--       quotas: until when, how many are left, and when it said so

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

local text = function(number)
  return string.format('%.0f', number)
end

-- The statements that still hold; the others are forgotten.
local told = {}
local fields = redis.call('HGETALL', KEYS[2])
for i = 1, #fields, 2 do
  local left, since = string.match(fields[i + 1], '^(%d+) (%d+)$')
  if tonumber(fields[i]) > now then
    told[#told + 1] = {till = tonumber(fields[i]), left = tonumber(left), since = tonumber(since)}
  else
    redis.call('HDEL', KEYS[2], fields[i])
  end
end

local count = function(quota, requests)
  quota.left = math.max(quota.left + requests, 0)
  redis.call('HSET', KEYS[2], text(quota.till), text(quota.left) .. ' ' .. text(quota.since))
end

-- Gives back the time of a mark, if it has one, and what was counted for it.
local give_back = function(mark, asked)
  local time = tonumber(redis.call('ZSCORE', KEYS[1], mark) or 0)
  if redis.call('ZREM', KEYS[1], mark) == 0 then
    return
  end
  for _, quota in ipairs(told) do
    if time < quota.till and asked > quota.since then
      count(quota, 1)
    end
  end
end
