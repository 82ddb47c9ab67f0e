#pragma once

#include "core/broker/control.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::broker {

// Which queues workers have been told to leave alone until they are told otherwise. Kept beside the queues, since who
// ends that need not be who began it. Throws Error{service} as a broker does.
class DrainedQueues {
public:
    using Queues = std::vector<std::string>;

    explicit DrainedQueues(const ControlPlace& place);

    std::map<std::string, Queues> all();  // by the worker's name, sorted
    // Beside those it has already.
    void add(std::string_view worker, const Queues& queues);
    void forget(std::string_view worker, const Queues& queues);

private:
    void change(std::string_view verb, std::string_view worker, const Queues& queues);

    std::string key_;
    redis::Connection connection_;
};

}  // namespace megactl::broker
