#pragma once

#include <string_view>

namespace megactl::broker::scripts {

// What of results must happen whole or not at all, in Lua within the server.

// KEYS a task's result each; ARGV the seconds it is kept, or "0", then the documents. A result that begins as Celery
// and megactl write SUCCESS stays. Who waits for one has subscribed to its key.
constexpr std::string_view store = R"lua(
for i = 1, #KEYS do
  local known = redis.call('GET', KEYS[i])
  if not (known and string.find(known, '^%s*{%s*"status"%s*:%s*"SUCCESS"')) then
    if ARGV[1] == '0' then
      redis.call('SET', KEYS[i], ARGV[i + 1])
    else
      redis.call('SETEX', KEYS[i], ARGV[1], ARGV[i + 1])
    end
    redis.call('PUBLISH', KEYS[i], ARGV[i + 1])
  end
end
return 1
)lua";

// KEYS a task's result; ARGV the state and the worker, or "", that it must have, the seconds that it is kept, or "0",
// and the document that takes its place. Answers 1 where it did.
constexpr std::string_view replace = R"lua(
local known = redis.call('GET', KEYS[1])
if not known then return 0 end
local is_json, result = pcall(cjson.decode, known)
if not is_json or type(result) ~= 'table' or result.status ~= ARGV[1] then return 0 end
local worker = type(result.worker) == 'string' and result.worker or ''
if worker ~= ARGV[2] then return 0 end
if ARGV[3] == '0' then
  redis.call('SET', KEYS[1], ARGV[4])
else
  redis.call('SETEX', KEYS[1], ARGV[3], ARGV[4])
end
redis.call('PUBLISH', KEYS[1], ARGV[4])
return 1
)lua";

// KEYS of a chord: its parts that have ended, how many more there are, how many there are, what we note, its own
// result; ARGV the part's place or "+inf", the part, the seconds that all this is kept, or "0", and its id. Each id
// counts once, whatever it comes to when it runs again. Answers all parts, and the own result or "", to the part that
// came last.
constexpr std::string_view count = R"lua(
local parts, more, size, notes = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local is_list = redis.call('TYPE', parts).ok == 'list'  -- with result_chord_ordered off
if redis.call('HSETNX', notes, 'part ' .. ARGV[4], '1') == 1 then
  if is_list then
    redis.call('RPUSH', parts, ARGV[2])
  else
    redis.call('ZADD', parts, ARGV[1], ARGV[2])
  end
end
if ARGV[3] ~= '0' then
  for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
end
redis.call('EXPIRE', notes, ARGV[3] ~= '0' and ARGV[3] or '86400')  -- Celery, who may end the chord, does not know them
local said = redis.call('GET', size)
if not said then return false end
local ended = redis.call(is_list and 'LLEN' or 'ZCARD', parts)
if ended ~= tonumber(said) + tonumber(redis.call('GET', more) or '0') then return false end
redis.call('HSETNX', notes, 'last', ARGV[4])
if redis.call('HGET', notes, 'last') ~= ARGV[4] then return false end
return {redis.call(is_list and 'LRANGE' or 'ZRANGE', parts, 0, -1), redis.call('GET', KEYS[5]) or ''}
)lua";

}  // namespace megactl::broker::scripts
