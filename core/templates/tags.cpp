// Every tag. To add one:
//   1. write it in tags_text.cpp, tags_flow.cpp or tags_parts.cpp, and declare it in tags.hpp;
//   2. give it a line below;
//   3. add templates to tests/interop/templates/table.py, which holds ours against Django's.

#include "core/templates/tags.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace megactl::templates {
namespace {

constexpr std::array catalogue{
    TagKind{.name = "autoescape", .parse = tags::parse_autoescape},
    TagKind{.name = "block", .parse = tags::parse_block},
    TagKind{.name = "comment", .parse = tags::parse_comment},
    TagKind{.name = "extends", .parse = tags::parse_extends, .must_be_first = true},
    TagKind{.name = "for", .parse = tags::parse_for},
    TagKind{.name = "if", .parse = tags::parse_if},
    TagKind{.name = "include", .parse = tags::parse_include},
    TagKind{.name = "load", .parse = tags::parse_load},
    TagKind{.name = "now", .parse = tags::parse_now},
    TagKind{.name = "spaceless", .parse = tags::parse_spaceless},
    TagKind{.name = "verbatim", .parse = tags::parse_verbatim},
    TagKind{.name = "with", .parse = tags::parse_with},
};

}  // namespace

const TagKind* find_tag(std::string_view name) {
    const auto* const found = std::ranges::find(catalogue, name, &TagKind::name);
    return found == catalogue.end() ? nullptr : found;
}

bool is_end_of_tag(std::string_view name) {
    if (is_one_of(name, {"elif", "else", "empty"})) return true;
    return name.starts_with("end") && find_tag(name.substr(3)) != nullptr;
}

std::string tag_names() {
    std::vector<std::string> names;
    names.reserve(catalogue.size());
    for (const TagKind& kind : catalogue)
        names.emplace_back(kind.name);
    return join_words(names);
}

}  // namespace megactl::templates
