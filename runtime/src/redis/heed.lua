-- Keeps what the API said of a quota. Such statements hold side by side, since answers overtake each
-- other and a server may count by the minute and by the day; each is over at its time.
--
-- ARGV  how many requests may still be sent, for how long that holds, and how many statements are kept

local till, left, most = now + ARGV[2], tonumber(ARGV[1]), tonumber(ARGV[3])

for _, quota in ipairs(told) do
  if quota.left <= left and quota.till >= till then
    return
  end
end
local last = till
local kept = {}
for _, quota in ipairs(told) do
  if left <= quota.left and till >= quota.till then
    redis.call('HDEL', KEYS[2], text(quota.till))
  else
    kept[#kept + 1] = quota
    last = math.max(last, quota.till)
  end
end
table.sort(kept, function(one, other) return one.left < other.left end)
for i = most, #kept do
  redis.call('HDEL', KEYS[2], text(kept[i].till))
end
count({till = till, left = left, since = now}, 0)
redis.call('PEXPIRE', KEYS[2], math.ceil((last - now) / 1000) + 1000)
