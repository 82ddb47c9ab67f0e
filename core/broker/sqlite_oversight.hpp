#pragma once

#include "core/broker/oversight.hpp"
#include "core/broker/sqlite_queues.hpp"

#include <filesystem>

namespace megactl::broker {

// What megactl's own leases hold in an embedded queue. What Python takes there it never marks as done, so that nothing
// tells what of it is held.
class SqliteOversight final : public Oversight {
public:
    explicit SqliteOversight(const std::filesystem::path& file) : queues_(file, false, "") {}

    void browse(const std::function<bool(Unacked message)>& look) override;
    Restored restore(std::span<const Unacked> messages) override;

private:
    SqliteQueues queues_;
};

}  // namespace megactl::broker
