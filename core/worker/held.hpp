#pragma once

#include "core/broker/broker.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace megactl::worker {

// Every message that this worker holds, from its receipt until it is settled: what is renewed, and what goes back at
// the end. Safe from every thread.
class Held {
public:
    void add(std::span<const broker::Delivery> deliveries);

    // Of a message that goes to its run or its settlement. False: the broker has given it to somebody else meanwhile,
    // and it is forgotten.
    bool begin(const std::string& tag);
    // The broker keeps them no longer, though their runs only begin.
    void acknowledged(std::span<const std::string> tags);
    // The broker has given them to somebody else.
    void lose(std::span<const std::string> tags);
    void settled(std::span<const std::string> tags);

    std::optional<broker::Delivery> find(const std::string& tag) const;
    std::vector<std::string> tags() const;  // of what the broker keeps for us
    std::size_t begun() const;
    // What the broker keeps for us, in the order of its receipt: all of it, or only what has not begun.
    std::vector<broker::Delivery> all() const;
    std::vector<broker::Delivery> waiting() const;

private:
    struct Entry {
        broker::Delivery delivery;
        std::uint64_t number = 0;
        bool has_begun = false;
        bool is_ours = true;
    };
    std::vector<broker::Delivery> ours(bool with_begun) const;

    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, Entry> entries_;
    std::uint64_t received_ = 0;
    std::size_t begun_ = 0;
};

}  // namespace megactl::worker
