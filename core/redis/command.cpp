#include "core/redis/command.hpp"

#include <fmt/format.h>

namespace megactl::redis {

void Commands::append_size(char kind, std::size_t size) {
    const fmt::format_int digits(size);
    bytes_ += kind;
    bytes_.append(digits.data(), digits.size()).append("\r\n");
}

Commands& Commands::begin(std::size_t words) {
    append_size('*', words);
    ++count_;
    return *this;
}

Commands& Commands::add_word(std::string_view word) {
    append_size('$', word.size());
    bytes_.append(word).append("\r\n");
    return *this;
}

}  // namespace megactl::redis
