#pragma once

#include "core/base/result.hpp"
#include "core/base/units.hpp"
#include "core/redis/reply.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

struct redisReader;

namespace megactl::redis {

constexpr Bytes default_reply_limit{256ULL << 20};

// Bytes of a connection on their way to replies (RESP 2); whatever they are, an answer, in memory bounded by `limit`
// and linear time.
class ReplyReader {
public:
    explicit ReplyReader(Bytes limit = default_reply_limit);

    void feed(std::string_view bytes);
    // Nothing while a reply is incomplete. After a failure every call fails: where a reply ends can't be told any more.
    Result<std::optional<Reply>> next();

private:
    struct Closer {
        void operator()(redisReader* reader) const;
    };

    std::unique_ptr<redisReader, Closer> reader_;
    std::size_t limit_;
    std::size_t pending_ = 0;  // bytes since the last complete reply
};

}  // namespace megactl::redis
