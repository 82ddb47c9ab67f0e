#pragma once

#include "core/templates/parser.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace megactl::templates {

struct TagKind {
    std::string_view name;
    // Null where the tag writes nothing, ever.
    std::unique_ptr<Node> (*parse)(Parser& parser, const Tag& tag);
    bool must_be_first = false;
};

const TagKind* find_tag(std::string_view name);  // null for none
bool is_end_of_tag(std::string_view name);       // `endif`, `else`, `empty`
std::string tag_names();                         // as a sentence lists them

// The tags, by topic; tags.cpp lists them.
namespace tags {

std::unique_ptr<Node> parse_autoescape(Parser& parser, const Tag& tag);  // tags_text.cpp
std::unique_ptr<Node> parse_comment(Parser& parser, const Tag& tag);
std::unique_ptr<Node> parse_load(Parser& parser, const Tag& tag);
std::unique_ptr<Node> parse_now(Parser& parser, const Tag& tag);
std::unique_ptr<Node> parse_spaceless(Parser& parser, const Tag& tag);
std::unique_ptr<Node> parse_verbatim(Parser& parser, const Tag& tag);

std::unique_ptr<Node> parse_for(Parser& parser, const Tag& tag);  // tags_flow.cpp
std::unique_ptr<Node> parse_if(Parser& parser, const Tag& tag);
std::unique_ptr<Node> parse_with(Parser& parser, const Tag& tag);

std::unique_ptr<Node> parse_block(Parser& parser, const Tag& tag);  // tags_parts.cpp
std::unique_ptr<Node> parse_extends(Parser& parser, const Tag& tag);
std::unique_ptr<Node> parse_include(Parser& parser, const Tag& tag);

}  // namespace tags
}  // namespace megactl::templates
