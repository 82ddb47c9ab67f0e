// A Makefile that a build calls: what its targets run is found without crash, hang or a place outside the text.

#include "core/project/entry_point.hpp"
#include "core/project/makefile.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace megactl;

void expect_inside(const Source& source, const std::vector<project::RecipeLine>& lines) {
    for (const project::RecipeLine& line : lines) {
        if (line.span.begin > line.span.end || line.span.end > source->text().size()) std::abort();
        (void)project::argument_commands({"sh", "-c", line.text});
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto source = std::make_shared<const SourceText>("Makefile", std::string(data, data + size));
    const project::Makefile makefile(source);
    expect_inside(source, makefile.recipe_of({}, {}));
    expect_inside(source, makefile.recipe_of({"all", "static"}, {{"PYTHON", "python3"}, {"A", "$(B)"}}));
    (void)makefile.exported();
    return 0;
}
