#include "core/project/parsed_modules.hpp"

#include "core/project/settings_scan.hpp"

namespace megactl::project {

const ParsedModule& ParsedModules::at(const std::string& file) {
    const auto [entry, is_new] = modules_.try_emplace(file);
    if (!is_new) return entry->second;
    const Source source = tree_.read(file);
    if (source && source->text().size() <= longest_python_text) entry->second = {source, parse_python(source->text())};
    return entry->second;
}

}  // namespace megactl::project
