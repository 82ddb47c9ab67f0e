#include "core/templates/engine.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/parser.hpp"
#include "core/templates/rendering.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

namespace megactl::templates {
namespace {

Error missing(const std::string& name) {
    return Error(Error::Kind::input, fmt::format("there is no template `{}`", escape_controls(name)))
        .help("it is looked for in the DIRS of TEMPLATES and in the `templates` folders of the apps");
}

Source source_of(const std::string& name, const Loader& loader) {
    Source source = loader(name);
    if (source == nullptr) throw missing(name);
    return source;
}

}  // namespace

std::string render(const std::string& name, const Mapping& names, const Loader& loader,
                   const Surroundings& surroundings) {
    const Template parsed = parse_template(source_of(name, loader));
    Rendering rendering(loader, surroundings, names);
    std::string out;
    parsed.body.render(rendering, out);
    return out;
}

void expect_understood(const std::string& name, const Loader& loader) {
    constexpr std::size_t most = 200;
    std::set<std::string> known{name};
    std::vector<Source> left{source_of(name, loader)};
    while (!left.empty()) {
        const Template parsed = parse_template(std::exchange(left.back(), nullptr));
        left.pop_back();
        for (const Location& reference : parsed.references) {
            const std::string_view quoted = reference.text();
            const std::string referred(quoted.substr(1, quoted.size() - 2));
            if (!known.insert(referred).second) continue;
            if (known.size() > most) fail(reference, fmt::format("needs more than {} others", most));
            Source source = loader(referred);
            if (source == nullptr)
                fail(reference, fmt::format("names `{}`, which is not there", escape_controls(referred)));
            left.push_back(std::move(source));
        }
    }
}

}  // namespace megactl::templates
