#pragma once

#include "core/broker/kombu_layout.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace megactl::broker {

// Up to `most`, the first that was buried first.
inline std::vector<DeadLetter> dead_letters(Broker& broker, std::size_t most) {
    std::vector<DeadLetter> letters;
    for (const std::string& entry : broker.peek(KombuLayout::dead_queue, most))
        letters.push_back(decode_dead_letter(entry));
    return letters;
}

}  // namespace megactl::broker
