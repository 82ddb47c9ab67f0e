#include "core/project/string_array.hpp"

#include "core/base/text.hpp"

#include <boost/json.hpp>

namespace megactl::project {

std::optional<std::vector<std::string>> parse_string_array(std::string_view text) {
    text = trim(text);
    if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
    boost::json::parse_options options;
    options.allow_invalid_utf8 = true;
    options.max_depth = 1;
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse({text.data(), text.size()}, error, {}, options);
    if (error || !value.is_array()) return std::nullopt;
    std::vector<std::string> words;
    words.reserve(value.get_array().size());
    for (const boost::json::value& word : value.get_array()) {
        if (!word.is_string()) return std::nullopt;
        words.emplace_back(word.get_string());
    }
    return words;
}

}  // namespace megactl::project
