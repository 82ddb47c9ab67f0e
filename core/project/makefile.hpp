#pragma once

#include "core/base/source.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A line that make gives a shell, the lines joined to it by `\` included.
struct RecipeLine {
    std::string text;          // make's own variables filled in; `$(NAME)` where one is not known
    Span span{};               // its first line in the Makefile
    bool is_certain = true;    // false between `ifdef` and `endif`
    bool is_forgiven = false;  // `-` in front
};

// A Makefile, as far as it says in so many words what its targets run. What pattern rules, functions and included files
// add is not seen. Parsing never fails; linear.
class Makefile {
public:
    explicit Makefile(Source source);

    // What making the targets runs, what they depend on first; of none the first target is meant. `said` are
    // the variables of the command line, which win.
    std::vector<RecipeLine> recipe_of(const std::vector<std::string>& targets,
                                      const std::map<std::string, std::string>& said) const;

    // Variables that it hands to what it runs, as far as their values are known.
    const std::map<std::string, std::optional<std::string>>& exported() const { return exported_; }
    // It hands over others as well: by a bare `export`, or through a file that it includes.
    bool exports_unknown() const { return exports_unknown_; }

private:
    struct Rule {
        std::string prerequisites;
        std::vector<RecipeLine> recipe;
    };

    std::size_t joined_end(std::size_t line) const;
    void take(std::size_t line, std::size_t end);
    bool take_directive(std::string_view text);
    bool take_assignment(std::string_view text, bool is_exported);
    void take_rule(std::string_view text);
    void add_recipe(std::string_view text, std::size_t line);

    Source source_;
    std::vector<Rule> rules_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> rules_of_target_;
    std::string first_target_;
    std::map<std::string, std::optional<std::string>, std::less<>> variables_;
    std::map<std::string, std::optional<std::string>> exported_;
    bool exports_unknown_ = false;
    bool is_in_rule_ = false;
    bool is_in_definition_ = false;
    std::size_t conditions_ = 0;
};

}  // namespace megactl::project
