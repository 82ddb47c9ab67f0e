#pragma once

#include "core/broker/source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace megactl::tests {

// Where brokers and results of one test are kept, with what runs for it; all of it is gone with it.
class Place {
public:
    virtual ~Place() = default;
    virtual std::string url() const = 0;
    virtual std::string results_url() const { return url(); }
    virtual broker::TransportOptions options() const { return {}; }
};

// "memory", "redis", "sqlite": what the contract is held over.
std::vector<std::string> place_kinds();
std::unique_ptr<Place> make_place(const std::string& kind);

}  // namespace megactl::tests
