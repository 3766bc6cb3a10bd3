-- One request against all its limits: KEYS are lists of the moments at which requests were accepted, in microseconds and oldest first;
-- ARGV holds the present moment where a test sets it, then the maximum and the window in milliseconds of each key.
local time = redis.call('time')
local now = tonumber(ARGV[1]) or time[1] * 1000000 + time[2]

local function at(key, index)
  return tonumber(redis.call('lindex', key, index))
end

local limits, refused = {}, false
for i, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * i]), ARGV[2 * i + 1] * 1000
  -- The clock may step back: a little is waited out, and a log from far in the future is worth nothing.
  local moment = math.max(now, at(key, -1) or 0)
  if moment > now + window then
    redis.call('del', key)
    moment = now
  end
  while (at(key, 0) or math.huge) <= moment - window do
    redis.call('lpop', key)
  end
  local blocker = at(key, -most)
  refused = refused or blocker ~= nil
  limits[i] = { key = key, most = most, window = window, moment = moment, blocker = blocker }
end

local standings = {}
for i, limit in ipairs(limits) do
  if not refused then
    redis.call('rpush', limit.key, string.format('%.0f', limit.moment))
    redis.call('pexpire', limit.key, limit.window / 1000)
  end
  local counted = redis.call('llen', limit.key)
  local oldest = at(limit.key, 0) or limit.moment
  local wait = limit.blocker and limit.blocker + limit.window - limit.moment or 0
  standings[i] = { counted, oldest + limit.window - limit.moment, wait }
end
return standings
