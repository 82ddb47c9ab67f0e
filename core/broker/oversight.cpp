#include "core/broker/oversight.hpp"

namespace megactl::broker {

Restored& Restored::operator+=(const Restored& more) {
    restored += more.restored;
    buried += more.buried;
    unplaced += more.unplaced;
    missed += more.missed;
    return *this;
}

}  // namespace megactl::broker
