#pragma once

#include "core/base/source.hpp"
#include "core/project/python_statement.hpp"
#include "core/project/tree.hpp"

#include <map>
#include <string>

namespace megactl::project {

// A Python file and what stands in it.
struct ParsedModule {
    Source source;  // null where there is no such file, or it is too long to be read
    PythonModule module{};
};

// The Python files met so far, each parsed once however many services import it.
class ParsedModules {
public:
    explicit ParsedModules(const Tree& tree) : tree_(tree) {}

    // Lives as long as this.
    const ParsedModule& at(const std::string& file);

    const Tree& tree() const { return tree_; }

private:
    const Tree& tree_;
    std::map<std::string, ParsedModule> modules_;
};

}  // namespace megactl::project
