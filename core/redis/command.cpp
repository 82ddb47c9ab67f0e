#include "core/redis/command.hpp"

#include <fmt/format.h>

#include <iterator>

namespace megactl::redis {

Commands& Commands::begin(std::size_t words) {
    fmt::format_to(std::back_inserter(bytes_), "*{}\r\n", words);
    ++count_;
    return *this;
}

Commands& Commands::add_word(std::string_view word) {
    fmt::format_to(std::back_inserter(bytes_), "${}\r\n", word.size());
    bytes_.append(word).append("\r\n");
    return *this;
}

}  // namespace megactl::redis
