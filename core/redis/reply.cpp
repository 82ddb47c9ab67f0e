#include "core/redis/reply.hpp"

#include "core/base/text.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace megactl::redis {

Refusal Reply::refusal() const {
    constexpr std::array<std::pair<std::string_view, Refusal>, 9> codes{{
        {"NOAUTH", Refusal::no_authentication},
        {"WRONGPASS", Refusal::wrong_password},
        {"NOPERM", Refusal::no_permission},
        {"LOADING", Refusal::loading},
        {"READONLY", Refusal::read_only},
        {"OOM", Refusal::out_of_memory},
        {"MISCONF", Refusal::cannot_persist},
        {"NOSCRIPT", Refusal::no_script},
        {"WRONGTYPE", Refusal::wrong_type},
    }};
    const std::string_view code = split(text, ' ').front();
    for (const auto& [name, refusal] : codes) {
        if (code == name) return refusal;
    }
    if (text == "ERR DB index is out of range" || text == "ERR invalid DB index") return Refusal::no_database;
    return Refusal::other;
}

const Reply& Reply::at(std::size_t place) const {
    static const Reply nil;
    return place < elements.size() ? elements[place] : nil;
}

std::int64_t Reply::number() const {
    if (kind != Kind::text) return integer;
    std::int64_t read = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, read);
    return failure == std::errc() && stop == end ? read : 0;
}

}  // namespace megactl::redis
