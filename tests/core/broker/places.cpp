#include "tests/core/broker/places.hpp"

#include "tests/support/redis_server.hpp"
#include "tests/support/sandbox.hpp"

#include <stdexcept>

namespace megactl::tests {
namespace {

class MemoryPlace final : public Place {
public:
    std::string url() const override { return "memory://"; }
};

class RedisPlace final : public Place {
public:
    std::string url() const override { return server_.socket_url(2); }

private:
    RedisServer server_;
};

// Under a key prefix, as several applications share a server.
class SharedRedisPlace final : public Place {
public:
    std::string url() const override { return server_.url(); }
    broker::TransportOptions options() const override { return {.key_prefix = "shop:", .folder = {}}; }

private:
    RedisServer server_;
};

class SqlitePlace final : public Place {
public:
    std::string url() const override { return "sqlite:///queue.db"; }
    broker::TransportOptions options() const override { return {.folder = sandbox_.path(), .may_create = true}; }

private:
    Sandbox sandbox_;
};

}  // namespace

std::vector<std::string> place_kinds() {
    return {"memory", "redis", "shared_redis", "sqlite"};
}

std::unique_ptr<Place> make_place(const std::string& kind) {
    if (kind == "memory") return std::make_unique<MemoryPlace>();
    if (kind == "redis") return std::make_unique<RedisPlace>();
    if (kind == "shared_redis") return std::make_unique<SharedRedisPlace>();
    if (kind == "sqlite") return std::make_unique<SqlitePlace>();
    throw std::invalid_argument("no place is called " + kind);
}

}  // namespace megactl::tests
