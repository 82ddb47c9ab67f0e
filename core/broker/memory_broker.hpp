#pragma once

#include "core/broker/broker.hpp"

#include <functional>
#include <memory>

namespace megactl::broker {

// A queue within this process, gone with it: `memory://`. Whoever opens from one opener shares what is kept; a broker's
// end gives back what it holds, for nobody else can know that it is gone.
std::function<std::unique_ptr<Broker>()> memory_broker_opener();

}  // namespace megactl::broker
