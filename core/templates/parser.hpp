#pragma once

#include "core/templates/lexer.hpp"
#include "core/templates/node.hpp"

#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace megactl::templates {

// A `{% … %}`, taken apart.
struct Tag {
    Location at;  // its content
    std::vector<Location> words;

    std::string_view name() const { return words.front().text(); }
    // How many words stand behind the name.
    std::size_t count() const { return words.size() - 1; }
    std::string_view word(std::size_t i) const { return words[i].text(); }  // 0 is the name
};

// Reads a template's tokens; each tag reads on up to its end by itself.
class Parser {
public:
    Parser(const Source& source, Template& target);

    // Up to a tag of one of these names, which stopped_at() then is. `opening` is told where there is none.
    Body parse_until(std::initializer_list<std::string_view> names, const Tag& opening);
    Body parse_to_end();
    const Tag& stopped_at() const { return stopped_at_; }
    // Leaves out everything up to that tag.
    void skip_to(std::string_view name, const Tag& opening);

    Template& target() { return target_; }

private:
    Body parse(std::initializer_list<std::string_view> names);
    std::unique_ptr<Node> parse_tag(const Tag& tag);
    bool is_at_end() const { return next_ == tokens_.size(); }

    Template& target_;
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    std::size_t depth_ = 0;
    bool is_first_ = true;  // nothing but text stood before
    Tag stopped_at_;
};

// Throws as fail() does.
Template parse_template(const Source& source);

}  // namespace megactl::templates
