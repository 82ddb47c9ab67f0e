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

}  // namespace megactl::broker::scripts
