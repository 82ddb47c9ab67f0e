#pragma once

#include <string_view>

namespace megactl::broker::scripts {

// Of an extraction: each step whole or not at all, and none longer than a few milliseconds. Each begins with a write
// that frees memory or takes none, for only then does a full server let the rest of a script write.

// KEYS the lease, the works, the work, the mark; ARGV the lease's milliseconds, the id, the queue, "1" where a mark is
// wanted.
constexpr std::string_view begin_extraction = R"lua(
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[3], 'queue', ARGV[3])
if ARGV[4] == '1' then redis.call('SET', KEYS[4], '0') end
return 1
)lua";

// KEYS the lease, a list, where its messages are set aside; ARGV the lease's milliseconds, how many, how many bytes.
// Answers what was set aside, what is served first ahead; nothing where the lease is over.
constexpr std::string_view set_aside = R"lua(
if redis.call('PEXPIRE', KEYS[1], ARGV[1]) == 0 then return false end
local page, bytes, most = {}, 0, tonumber(ARGV[3])
for i = 1, tonumber(ARGV[2]) do
  local payload = redis.call('RPOPLPUSH', KEYS[2], KEYS[3])
  if not payload then break end
  page[i] = payload
  bytes = bytes + #payload
  if bytes >= most then break end
end
return page
)lua";

// KEYS the lease, the mark, what is set aside, lists…, bindings…; ARGV the lease's milliseconds, the mark's number or
// "", a digit for each message that was set aside last, "1" where it goes, the number of lists, a member a binding,
// then for each message to publish the number of its list's key and its payload. Answers 0 where the lease is over.
constexpr std::string_view commit = R"lua(
local lists = tonumber(ARGV[4])
for i = 4, lists + 3 do
  redis.call('LLEN', KEYS[i])  -- refuses another kind of value before anything is written
end
if redis.call('PEXPIRE', KEYS[1], ARGV[1]) == 0 then return 0 end
local kept = {}
for i = #ARGV[3], 1, -1 do
  local payload = redis.call('LPOP', KEYS[3])
  if string.byte(ARGV[3], i) == 48 then kept[#kept + 1] = payload end
end
for i = #kept, 1, -1 do
  redis.call('LPUSH', KEYS[3], kept[i])
end
local at = 5
for i = lists + 4, #KEYS do
  redis.call('SADD', KEYS[i], ARGV[at])
  at = at + 1
end
while at < #ARGV do
  redis.call('LPUSH', KEYS[tonumber(ARGV[at])], ARGV[at + 1])
  at = at + 2
end
if ARGV[2] ~= '' then redis.call('SET', KEYS[2], ARGV[2]) end
return 1
)lua";

// KEYS the lease, what is set aside, the list it came from; ARGV the lease's milliseconds, "1" where the lease must be
// gone, how many, how many bytes. Answers how many went back; nothing where the lease is not as it must be.
constexpr std::string_view put_aside_back = R"lua(
if ARGV[2] == '1' and redis.call('EXISTS', KEYS[1]) == 1 then return false end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
local bytes, most, count = 0, tonumber(ARGV[4]), tonumber(ARGV[3])
for i = 1, count do
  local payload = redis.call('LPOP', KEYS[2])
  if not payload then return i - 1 end
  redis.call('RPUSH', KEYS[3], payload)
  bytes = bytes + #payload
  if bytes >= most then return i end
end
return count
)lua";

// KEYS the lease, the works, the work, all that is set aside; ARGV the id. Answers 0 where something is still aside.
constexpr std::string_view end_extraction = R"lua(
for i = 4, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then return 0 end
end
redis.call('DEL', KEYS[1], KEYS[3])
redis.call('SREM', KEYS[2], ARGV[1])
return 1
)lua";

}  // namespace megactl::broker::scripts
