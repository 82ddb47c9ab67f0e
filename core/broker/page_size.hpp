#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>

namespace megactl::broker {

// How many messages to ask for at a time: about a megabyte of them, as the last page lets expect. A page of usual
// messages costs a Redis server a millisecond, and one of huge ones does not fill the memory.
class PageSize {
public:
    std::size_t most() const { return most_; }
    void saw(std::span<const std::string> page) { saw(page, std::identity()); }
    // Of elements whose text `text_of` shows.
    template <class Page, class TextOf>
    void saw(const Page& page, TextOf text_of) {
        std::size_t bytes = 1;
        for (const auto& element : page)
            bytes += std::invoke(text_of, element).size();
        most_ = std::clamp<std::size_t>(page.size() * wanted / bytes, 1, std::min(largest, 4 * most_));
    }

private:
    static constexpr std::size_t wanted = 1U << 20;
    static constexpr std::size_t largest = 1000;

    std::size_t most_ = 50;
};

}  // namespace megactl::broker
