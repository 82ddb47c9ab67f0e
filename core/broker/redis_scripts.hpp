#pragma once

#include <string_view>

namespace megactl::broker::scripts {

// What must happen whole or not at all, in Lua within the server. No script reads JSON: messages are bytes to them, and
// hostile ones may come. Times are the server's.

// KEYS mark, lists…, bindings…; ARGV sequence or "", the number of lists, a member a binding, then for each message the
// number of its list's key and its payload. Answers 0 where the mark is as far already.
constexpr std::string_view publish = R"lua(
local sequence, lists = ARGV[1], tonumber(ARGV[2])
if sequence ~= '' then
  local known = redis.call('GET', KEYS[1])
  if known and tonumber(known) >= tonumber(sequence) then return 0 end
end
for i = 2, lists + 1 do
  redis.call('LLEN', KEYS[i])  -- refuses another kind of value before anything is written
end
local at = 3
for i = lists + 2, #KEYS do
  redis.call('SADD', KEYS[i], ARGV[at])
  at = at + 1
end
while at < #ARGV do
  redis.call('LPUSH', KEYS[tonumber(ARGV[at])], ARGV[at + 1])
  at = at + 2
end
if sequence ~= '' then redis.call('SET', KEYS[1], sequence) end
return 1
)lua";

// KEYS unacked, its index, our lease, the set of holders, lists…; ARGV how many, our tags' begin, the first serial
// number, the lease's milliseconds, our name, then what closes an entry, a list. Answers key, payload, key, payload….
constexpr std::string_view take = R"lua(
redis.call('HLEN', KEYS[1])
redis.call('ZCARD', KEYS[2])
redis.call('SCARD', KEYS[4])
local left, serial, now = tonumber(ARGV[1]), tonumber(ARGV[3]), nil
local taken = {}
for i = 5, #KEYS do
  while left > 0 do
    local payload = redis.call('RPOP', KEYS[i])
    if not payload then break end
    if not now then
      local time = redis.call('TIME')
      now = time[1] .. '.' .. string.format('%06d', time[2])
      redis.call('SET', KEYS[3], '1', 'PX', ARGV[4])
      redis.call('SADD', KEYS[4], ARGV[5])
    end
    local tag = ARGV[2] .. string.format('%012x', serial)
    redis.call('HSET', KEYS[1], tag, '[' .. payload .. ARGV[i + 1])
    redis.call('ZADD', KEYS[2], now, tag)
    taken[#taken + 1] = i
    taken[#taken + 1] = payload
    left, serial = left - 1, serial + 1
  end
end
return taken
)lua";

// KEYS unacked, its index, lists…, bindings…; ARGV the number of endings, for each its tag and the number of its
// followers, then the number of lists, a member a binding, and for each follower the number of its list's key and its
// payload. Where a tag is held no longer, its followers are not sent.
constexpr std::string_view end = R"lua(
local endings = tonumber(ARGV[1])
local at = 2 + 2 * endings
local lists = tonumber(ARGV[at])
at = at + 1
for i = 3, lists + 2 do
  redis.call('LLEN', KEYS[i])  -- refuses another kind of value before anything is written
end
for i = lists + 3, #KEYS do
  redis.call('SADD', KEYS[i], ARGV[at])
  at = at + 1
end
for ending = 1, endings do
  local tag, followers = ARGV[2 * ending], tonumber(ARGV[2 * ending + 1])
  redis.call('ZREM', KEYS[2], tag)
  if redis.call('HDEL', KEYS[1], tag) == 1 then
    for follower = at, at + 2 * followers - 1, 2 do
      redis.call('LPUSH', KEYS[tonumber(ARGV[follower])], ARGV[follower + 1])
    end
  end
  at = at + 2 * followers
end
return 1
)lua";

// KEYS unacked, its index, a lease, lists…; ARGV "1" where the lease must be gone, then for each message tag, number of
// the list's key, payload: what comes last is served first. Answers how many were moved.
constexpr std::string_view put_back = R"lua(
if ARGV[1] == '1' and redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local moved = 0
for at = 2, #ARGV, 3 do
  redis.call('ZREM', KEYS[2], ARGV[at])
  if redis.call('HDEL', KEYS[1], ARGV[at]) == 1 then
    redis.call('RPUSH', KEYS[tonumber(ARGV[at + 1])], ARGV[at + 2])
    moved = moved + 1
  end
end
return moved
)lua";

// KEYS unacked, its index, lists and leases…; ARGV for each message its tag, the time of its delivery that was seen or
// "", the number of its holder's lease or "0", that of its list, and its payload: what comes last is served first.
// What has a lease goes back only where that is over, the rest only where nobody has taken it anew. Answers how many.
constexpr std::string_view restore = R"lua(
for at = 1, #ARGV, 5 do  -- refuses another kind of value before anything is written
  redis.call('LLEN', KEYS[tonumber(ARGV[at + 3])])
end
local restored = 0
for at = 1, #ARGV, 5 do
  local lease, list = tonumber(ARGV[at + 2]), KEYS[tonumber(ARGV[at + 3])]
  local is_left = false
  if lease > 0 then
    is_left = redis.call('EXISTS', KEYS[lease]) == 0
  else
    is_left = (redis.call('ZSCORE', KEYS[2], ARGV[at]) or '') == ARGV[at + 1]
  end
  if is_left and redis.call('HDEL', KEYS[1], ARGV[at]) == 1 then
    redis.call('ZREM', KEYS[2], ARGV[at])
    redis.call('RPUSH', list, ARGV[at + 4])
    restored = restored + 1
  end
end
return restored
)lua";

// KEYS a lease, the set of holders; ARGV the lease's holder, who is forgotten unless it lives again.
constexpr std::string_view forget = R"lua(
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
return redis.call('SREM', KEYS[2], ARGV[1])
)lua";

// KEYS unacked, its index, the dead; ARGV tag, entry.
constexpr std::string_view bury = R"lua(
redis.call('LLEN', KEYS[3])  -- refuses another kind of value before anything is taken
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('LPUSH', KEYS[3], ARGV[2])
return 1
)lua";

// KEYS unacked, its index, the set of holders, leases…; ARGV the lease's milliseconds, a name a lease, tags…. Answers
// the tags that are not held any more.
constexpr std::string_view renew = R"lua(
for i = 4, #KEYS do
  redis.call('SET', KEYS[i], '1', 'PX', ARGV[1])
  redis.call('SADD', KEYS[3], ARGV[i - 2])
end
local time = redis.call('TIME')
local now = time[1] .. '.' .. string.format('%06d', time[2])
local lost = {}
for at = #KEYS - 1, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[at]) == 1 then
    redis.call('ZADD', KEYS[2], 'XX', now, ARGV[at])
  else
    lost[#lost + 1] = ARGV[at]
  end
end
return lost
)lua";

// KEYS a lock; ARGV what we put into it.
constexpr std::string_view release = R"lua(
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
)lua";

// KEYS the bindings of askers, the list of one's answers; ARGV its binding, an answer. Whoever has left gets none.
constexpr std::string_view answer = R"lua(
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('LPUSH', KEYS[2], ARGV[2])
return redis.call('EXPIRE', KEYS[2], 60)
)lua";

}  // namespace megactl::broker::scripts
